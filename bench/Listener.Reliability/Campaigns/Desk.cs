using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Listener.Reliability.Campaigns;

/// <summary>A person at the real console without a browser: signs in, opens what waits, approves. Every step may be cut off by the death of the service.</summary>
public sealed partial class Desk : IDisposable
{
    private readonly HttpClient client;
    private readonly HashSet<long> approved = [];
    private readonly HashSet<long> tried = [];
    private bool isSignedIn;

    public Desk(Uri address)
    {
        client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseProxy = false, CookieContainer = new CookieContainer() })
        {
            BaseAddress = address, Timeout = TimeSpan.FromSeconds(60),
        };
        client.DefaultRequestHeaders.Add("Accept", "text/html");
    }

    /// <summary>Mentions whose approval was answered as done. These must not get lost.</summary>
    public IReadOnlyCollection<long> Approved => approved;

    /// <summary>True after a look at the list that held nothing untried.</summary>
    public bool IsIdle { get; private set; }

    /// <summary>Answers to approvals other than done, by their first words; for the report.</summary>
    public Dictionary<string, int> Otherwise { get; } = [];

    /// <summary>Approves what waits until the service dies or nothing is left.</summary>
    /// <returns>Mentions looked at.</returns>
    public async Task<int> WorkAsync(CancellationToken token)
    {
        try
        {
            if (!isSignedIn)
                await SignInAsync(token);
            var waiting = await WaitingAsync(token);
            IsIdle = isSignedIn && waiting.All(tried.Contains);
            foreach (var number in waiting)
                await ApproveAsync(number, token);
            return waiting.Count;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or OperationCanceledException)
        {
            // The service died under our hands, or the campaign moved on.
            return 0;
        }
    }

    /// <summary>How the console shows the reply to a mention: the state's name in small letters, <c>posted</c> text included; null if it shows none.</summary>
    public async Task<string?> ShownStateAsync(long number, CancellationToken token)
    {
        if (!isSignedIn)
            await SignInAsync(token);
        var page = await client.GetStringAsync($"/mentions/{number}?view=all", token);
        return ShownState().Match(page) is { Success: true } shown ? shown.Groups["state"].Value : null;
    }

    public void Dispose() => client.Dispose();

    private async Task SignInAsync(CancellationToken token)
    {
        var page = await client.GetStringAsync("/login", token);
        using var answer = await PostAsync("/login", token, ("token-of-page", ValueOf(page, "token-of-page")), ("name", Service.Admin), ("password", Service.Password), ("return", "/"));
        if (answer.StatusCode is not (HttpStatusCode.SeeOther or HttpStatusCode.Redirect))
            throw new ServiceException($"Signing in was answered with {(int)answer.StatusCode}.");
        isSignedIn = true;
    }

    private async Task<IReadOnlyList<long>> WaitingAsync(CancellationToken token)
    {
        using var answer = await client.GetAsync("/?view=todo", token);
        if (answer.StatusCode is HttpStatusCode.Found or HttpStatusCode.SeeOther)
            isSignedIn = false;
        answer.EnsureSuccessStatusCode();
        var page = await answer.Content.ReadAsStringAsync(token);
        return [.. Rows().Matches(page).Select(m => long.Parse(m.Groups["number"].Value, CultureInfo.InvariantCulture)).Where(n => !approved.Contains(n)).Distinct()];
    }

    private async Task ApproveAsync(long number, CancellationToken token)
    {
        using var shown = await client.GetAsync($"/mentions/{number}", token);
        shown.EnsureSuccessStatusCode();
        var page = await shown.Content.ReadAsStringAsync(token);
        if (!page.Contains("id=\"composer\"", StringComparison.Ordinal))
        {
            tried.Add(number);
            return;
        }
        var text = WebUtility.HtmlDecode(Composer().Match(page).Groups["text"].Value).Trim();
        using var answer = await PostAsync(
            $"/mentions/{number}/approve", token,
            ("token-of-page", ValueOf(page, "token-of-page")), ("return", $"/mentions/{number}"), ("draft", ValueOf(page, "draft")), ("version", ValueOf(page, "version")),
            ("seen", ValueOf(page, "seen")), ("text", text.Length > 0 ? text : "Hello Dana, thank you for telling us. We are looking into it and will be back soon."));
        tried.Add(number);
        if (answer.StatusCode == HttpStatusCode.SeeOther)
            approved.Add(number);
        else
            await NoteAsync(answer, token);
    }

    private async Task NoteAsync(HttpResponseMessage answer, CancellationToken token)
    {
        var page = await answer.Content.ReadAsStringAsync(token);
        var why = Alert().Match(page) is { Success: true } alert ? Tags().Replace(alert.Groups["text"].Value, " ").Trim() : "";
        var key = $"{(int)answer.StatusCode} {(why.Length > 90 ? why[..90] : why)}".Trim();
        Otherwise[key] = Otherwise.GetValueOrDefault(key) + 1;
    }

    private Task<HttpResponseMessage> PostAsync(string path, CancellationToken token, params (string Name, string Value)[] fields) =>
        client.PostAsync(path, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))), token);

    private static string ValueOf(string page, string name)
    {
        var match = Regex.Match(page, $"name=\"{name}\"[^>]*? value=\"(?<value>[^\"]*)\"", RegexOptions.None, TimeSpan.FromSeconds(1));
        return WebUtility.HtmlDecode(match.Groups["value"].Value);
    }

    [GeneratedRegex("<li id=\"row-(?<number>[0-9]+)\"", RegexOptions.NonBacktracking)]
    private static partial Regex Rows();

    [GeneratedRegex("<textarea id=\"reply-text\"[^>]*>(?<text>[^<]*)</textarea>", RegexOptions.NonBacktracking)]
    private static partial Regex Composer();

    [GeneratedRegex("<div class=\"delivery [^>]*data-state=\"(?<state>[A-Za-z]+)\"", RegexOptions.NonBacktracking)]
    private static partial Regex ShownState();

    [GeneratedRegex("role=\"alert\"[^>]*>(?<text>.{0,400})", RegexOptions.Singleline, 1000)]
    private static partial Regex Alert();

    [GeneratedRegex("<[^>]*>", RegexOptions.NonBacktracking)]
    private static partial Regex Tags();
}
