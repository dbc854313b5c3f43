using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Listener.Worker.Tests.Support;

/// <summary>
/// The Bluesky network's own software on loopback, started once for all tests that ask for it by
/// <c>tests/servers/bluesky/up.sh</c> and stopped at the end. Where it cannot be started the tests are ignored with the
/// reason, or fail if <c>LISTENER_REQUIRE_ALL=1</c>. <c>LISTENER_BLUESKY_READY</c> names the <c>ready.json</c> of a network
/// that runs already.
/// </summary>
public sealed class BlueskyNetwork
{
    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static BlueskyNetwork? running;
    private static string? reason;
    private static string? runFolder;

    private BlueskyNetwork(JsonNode ready)
    {
        Service = new Uri(ready["pds"]!.GetValue<string>());
        AppView = new Uri(ready["appview"]!.GetValue<string>());
        Brand = Account.From(Service, ready["accounts"]!["brand"]!);
        Customer = Account.From(Service, ready["accounts"]!["customer"]!);
    }

    /// <summary>Address of the account server.</summary>
    public Uri Service { get; }

    /// <summary>Address of the AppView.</summary>
    public Uri AppView { get; }

    /// <summary>The account Listener works for.</summary>
    public Account Brand { get; }

    /// <summary>Somebody who writes about it.</summary>
    public Account Customer { get; }

    /// <summary>The running network; starts it on first use.</summary>
    public static async Task<BlueskyNetwork> StartAsync()
    {
        await Gate.WaitAsync();
        try
        {
            if (running is null && reason is null)
                await LaunchAsync();
        }
        finally
        {
            Gate.Release();
        }
        if (running is null)
            Refuse($"The Bluesky network did not start: {reason} Needed are bash, npm, PostgreSQL and Redis; tests/servers/bluesky/up.sh says what is missing.");
        return running!;
    }

    /// <summary>Stops the network if this process started it.</summary>
    public static async Task StopAsync()
    {
        if (runFolder is not null)
            await RunAsync("down.sh", runFolder, TimeSpan.FromSeconds(30));
        runFolder = null;
        running = null;
    }

    /// <summary>Asks until <paramref name="look"/> finds something; the AppView learns of posts a moment after they are made.</summary>
    public static async Task<T> EventuallyAsync<T>(Func<Task<T?>> look, string what)
        where T : class
    {
        var until = Stopwatch.StartNew();
        while (until.Elapsed < TimeSpan.FromSeconds(180))
        {
            if (await look() is { } found)
                return found;
            await Task.Delay(200);
        }
        throw new AssertionException($"Not seen within three minutes: {what}");
    }

    private static async Task LaunchAsync()
    {
        if (Environment.GetEnvironmentVariable("LISTENER_BLUESKY_READY") is { Length: > 0 } ready)
        {
            running = new BlueskyNetwork(JsonNode.Parse(await File.ReadAllTextAsync(ready))!);
            return;
        }
        if (!OperatingSystem.IsLinux())
        {
            reason = "it runs on Linux only.";
            return;
        }
        var folder = Path.Combine(Path.GetTempPath(), $"listener-bluesky-{Guid.NewGuid():n}");
        var (status, errors) = await RunAsync("up.sh", folder, TimeSpan.FromMinutes(10));
        if (status != 0)
        {
            reason = errors.Trim();
            return;
        }
        runFolder = folder;
        running = new BlueskyNetwork(JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "ready.json")))!);
    }

    private static async Task<(int Status, string Errors)> RunAsync(string script, string folder, TimeSpan patience)
    {
        // Servers that stay behind would hold a pipe open for ever, so the output goes through a file.
        var log = $"{folder}.{script}.log";
        var info = new ProcessStartInfo("bash", ["-c", "exec bash \"$0\" \"$1\" >\"$2\" 2>&1 </dev/null", Path.Combine(ScriptFolder(), script), folder, log]);
        info.Environment["LISTENER_SERVERS_OWNER"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        using var process = Process.Start(info)!;
        using var timeout = new CancellationTokenSource(patience);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
            return (process.ExitCode, await File.ReadAllTextAsync(log));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (1, $"{script} did not finish within {patience.TotalMinutes:0} minutes.");
        }
        finally
        {
            File.Delete(log);
        }
    }

    private static string ScriptFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Listener.sln")))
            folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? throw new InvalidOperationException("The repository was not found above the tests."), "tests", "servers", "bluesky");
    }

    private static void Refuse(string why)
    {
        if (Environment.GetEnvironmentVariable("LISTENER_REQUIRE_ALL") == "1")
            Assert.Fail(why);
        Assert.Ignore(why);
    }

    /// <summary>A person on the network who acts by plain calls, without any of Listener's code.</summary>
    public sealed class Account
    {
        private readonly HttpClient http;
        private string? accessToken;

        private Account(Uri service, string did, string handle, string password)
        {
            http = new HttpClient { BaseAddress = service };
            Did = did;
            Handle = handle;
            Password = password;
        }

        /// <summary>Lasting id.</summary>
        public string Did { get; }

        /// <summary>Handle without @.</summary>
        public string Handle { get; }

        /// <summary>Password.</summary>
        public string Password { get; }

        internal static Account From(Uri service, JsonNode node) =>
            new(service, node["did"]!.GetValue<string>(), node["handle"]!.GetValue<string>(), node["password"]!.GetValue<string>());

        /// <summary>Posts; every <c>@handle</c> of <paramref name="mentioned"/> in the text becomes a real mention.</summary>
        public async Task<(string Uri, string Cid)> PostAsync(string text, Account? mentioned = null, (string Uri, string Cid)? answers = null, (string Uri, string Cid)? root = null)
        {
            var record = new JsonObject { ["$type"] = "app.bsky.feed.post", ["text"] = text, ["createdAt"] = DateTimeOffset.UtcNow.ToString("o", CultureInfo.InvariantCulture), ["langs"] = new JsonArray("en") };
            if (mentioned is not null)
                record["facets"] = new JsonArray(MentionOf(text, mentioned));
            if (answers is { } parent)
                record["reply"] = new JsonObject { ["root"] = Ref(root ?? parent), ["parent"] = Ref(parent) };
            var stored = await CallAsync(HttpMethod.Post, "com.atproto.repo.createRecord", new JsonObject { ["repo"] = Did, ["collection"] = "app.bsky.feed.post", ["record"] = record });
            return (stored["uri"]!.GetValue<string>(), stored["cid"]!.GetValue<string>());
        }

        /// <summary>Lets nobody reply to a post.</summary>
        public Task ForbidRepliesAsync(string uri) => CallAsync(HttpMethod.Post, "com.atproto.repo.createRecord", new JsonObject
        {
            ["repo"] = Did,
            ["collection"] = "app.bsky.feed.threadgate",
            ["rkey"] = uri[(uri.LastIndexOf('/') + 1)..],
            ["record"] = new JsonObject { ["$type"] = "app.bsky.feed.threadgate", ["post"] = uri, ["allow"] = new JsonArray(), ["createdAt"] = DateTimeOffset.UtcNow.ToString("o", CultureInfo.InvariantCulture) },
        });

        /// <summary>Deletes a post.</summary>
        public Task DeleteAsync(string uri) => CallAsync(HttpMethod.Post, "com.atproto.repo.deleteRecord", new JsonObject
        {
            ["repo"] = Did,
            ["collection"] = "app.bsky.feed.post",
            ["rkey"] = uri[(uri.LastIndexOf('/') + 1)..],
        });

        /// <summary>Direct replies to a post as the AppView shows them to this person; null if the post is not shown.</summary>
        public async Task<IReadOnlyList<JsonNode>?> RepliesAsync(string uri)
        {
            using var answer = await SendAsync(HttpMethod.Get, $"app.bsky.feed.getPostThread?depth=1&uri={Uri.EscapeDataString(uri)}", null);
            if (!answer.IsSuccessStatusCode)
                return null;
            var thread = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["thread"]!;
            return [.. (thread["replies"]?.AsArray() ?? []).Select(r => r!["post"]!)];
        }

        private async Task<JsonNode> CallAsync(HttpMethod method, string call, JsonObject? body)
        {
            using var answer = await SendAsync(method, call, body);
            var text = await answer.Content.ReadAsStringAsync();
            if (!answer.IsSuccessStatusCode)
                throw new AssertionException($"{call}: {(int)answer.StatusCode} {text}");
            return JsonNode.Parse(text.Length > 0 ? text : "{}")!;
        }

        private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string call, JsonObject? body)
        {
            accessToken ??= await SignInAsync();
            using var request = new HttpRequestMessage(method, $"/xrpc/{call}");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
            request.Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            return await http.SendAsync(request);
        }

        private async Task<string> SignInAsync()
        {
            using var answer = await http.PostAsJsonAsync("/xrpc/com.atproto.server.createSession", new { identifier = Handle, password = Password });
            answer.EnsureSuccessStatusCode();
            return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessJwt").GetString()!;
        }

        private static JsonObject Ref((string Uri, string Cid) post) => new() { ["uri"] = post.Uri, ["cid"] = post.Cid };

        private static JsonObject MentionOf(string text, Account mentioned)
        {
            var name = "@" + mentioned.Handle;
            var start = Encoding.UTF8.GetByteCount(text[..text.IndexOf(name, StringComparison.Ordinal)]);
            return new JsonObject
            {
                ["index"] = new JsonObject { ["byteStart"] = start, ["byteEnd"] = start + name.Length },
                ["features"] = new JsonArray(new JsonObject { ["$type"] = "app.bsky.richtext.facet#mention", ["did"] = mentioned.Did }),
            };
        }
    }
}

/// <summary>Stops what tests have started, at the end of the run.</summary>
[SetUpFixture]
public sealed class ServersTearDown
{
    /// <summary>Stops the Bluesky network.</summary>
    [OneTimeTearDown]
    public Task Stop() => BlueskyNetwork.StopAsync();
}
