using System.CommandLine;
using System.Text;
using Listener.Worker.Digests;
using Listener.Worker.Hosting;

namespace Listener.Worker.Cli;

/// <summary><c>listener digest</c>: the weekly report, printed, written or sent.</summary>
public static class DigestVerb
{
    private static readonly string[] Formats = ["html", "md", "json", "eml"];

    /// <summary>Describes the verb.</summary>
    public static Command Create()
    {
        var week = new Option<string?>("--week") { Description = "ISO week, for example 2026-W47; the last full week if left out" };
        var format = new Option<string?>("--format") { Description = "html, md, json, eml or several with commas; md if printed, all if written" };
        var folder = new Option<DirectoryInfo?>("--out") { Description = "Folder to write to; standard output if left out" };
        var language = new Option<string?>("--lang") { Description = "en, de, es, et, ro or tr; Listener:Digest:Language if left out" };
        var send = new Option<bool>("--send") { Description = "Mail it to the recipients in the settings who have not got it" };
        var json = new Option<bool>("--json") { Description = "The same as --format json" };
        var command = new Command("digest", "Build the weekly digest, print it, write it or send it. Example: listener digest --week 2026-W47 --format html,eml --out reports")
        {
            week, format, folder, language, send, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(week) is { } key && !DigestWeek.TryParse(key, out _))
                result.AddError($"--week {key} is not an ISO week; expected for example 2026-W47.");
            if (FormatsOf(result.GetValue(format), result.GetValue(json), result.GetValue(folder) is not null) is null)
                result.AddError($"--format takes {string.Join(", ", Formats)}, several with commas and --out.");
            if (result.GetValue(language) is { } name && !DigestWords.Languages.Contains(name))
                result.AddError($"--lang {name} is not one of {string.Join(", ", DigestWords.Languages)}.");
        });
        command.SetAction((parsed, token) => RunAsync(new Wish(
            parsed.GetValue(week), FormatsOf(parsed.GetValue(format), parsed.GetValue(json), parsed.GetValue(folder) is not null)!,
            parsed.GetValue(folder)?.FullName, parsed.GetValue(language), parsed.GetValue(send)), token));
        return command;
    }

    /// <summary>The formats asked for; null if the wish makes no sense.</summary>
    internal static IReadOnlyList<string>? FormatsOf(string? wish, bool json, bool toFolder)
    {
        if (wish is null)
            return json ? ["json"] : toFolder ? Formats : ["md"];
        var all = wish.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).ToList();
        return all.Count == 0 || all.Exists(f => !Formats.Contains(f)) || (all.Count > 1 && !toFolder) || (json && wish != "json") ? null : all;
    }

    // The service, if it runs, only hands over the digest; files are written here, where the caller's folder is.
    private static async Task<int> RunAsync(Wish wish, CancellationToken token)
    {
        VerbHost.Remember(wish.AsArguments());
        using var json = new StringWriter();
        var code = await VerbHost.RunAsync(StoreUse.Changes, (services, io, inner) => FetchAsync(services, wish, io, inner), token, allSettings: true, output: json);
        if (VerbHost.IsInside || json.GetStringBuilder().Length == 0)
            return code;
        var digest = DigestJson.Read(json.ToString());
        var options = ListenerSettings.Load(new Dictionary<string, string?>()).Options;
        var words = DigestWords.In(wish.Language ?? options.Digest.Language);
        try
        {
            foreach (var format in wish.Formats)
                await WriteAsync(wish.Folder, $"digest-{digest.Key}{(format == "json" ? "" : "." + words.Language)}.{format}", Render(format, digest, words, options), token);
        }
        catch (Exception e) when (e is MailException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return ExitCode.Failed;
        }
        return code;
    }

    private static async Task<int> FetchAsync(IServiceProvider services, Wish wish, VerbIo io, CancellationToken token)
    {
        var digests = services.GetRequiredService<DigestService>();
        var week = DigestWeek.TryParse(wish.Week, out var wished) ? wished : digests.RunningWeek.Plus(-1);
        if (!digests.HasBegun(week))
        {
            await io.Error.WriteLineAsync($"{week.Key} has not begun. Name a week up to {digests.RunningWeek.Key}.");
            return ExitCode.Usage;
        }
        var digest = await digests.GetAsync(week, token);
        if (digest.IsRunning)
            await io.Error.WriteLineAsync($"{week.Key} still runs; this is its state now and is not kept.");
        await io.Out.WriteAsync(DigestJson.Write(digest));
        return wish.Send ? await SendAsync(services.GetRequiredService<DigestMailer>(), digest, week, io, token) : ExitCode.Done;
    }

    private static async Task<int> SendAsync(DigestMailer mailer, Digest digest, DigestWeek week, VerbIo io, CancellationToken token)
    {
        if (digest.IsRunning || !mailer.IsSetUp)
        {
            await io.Error.WriteLineAsync(digest.IsRunning
                ? $"{week.Key} still runs; its digest is sent when it is over."
                : "Nobody to send to. Set Listener:Digest:Recipients, Listener:Mail:From and Listener:Mail:Host.");
            return ExitCode.NothingToDo;
        }
        var waiting = (await mailer.StatesAsync(week, token)).Count(s => s.SentAt is null);
        var states = await mailer.SendAsync(week, force: true, token);
        foreach (var state in states.Where(s => s.SentAt is null))
            await io.Error.WriteLineAsync($"{state.To}: {state.Problem}");
        var failed = states.Count(s => s.SentAt is null);
        await io.Error.WriteLineAsync($"Sent to {waiting - failed} of {states.Count} recipients; {states.Count - waiting} had it before.");
        return failed > 0 ? ExitCode.TryLater : waiting == 0 ? ExitCode.NothingToDo : ExitCode.Done;
    }

    private static string Render(string format, Digest digest, DigestWords words, ListenerOptions options) => format switch
    {
        "html" => HtmlDigest.Write(digest, words),
        "json" => DigestJson.Write(digest),
        "eml" => DigestMail.Write(digest, words, AddressOr(options.Mail.From, "listener@localhost"), AddressOr(options.Digest.Recipients.FirstOrDefault(), "team@localhost")).Content,
        _ => MarkdownDigest.Write(digest, words),
    };

    private static string AddressOr(string? address, string fallback) => string.IsNullOrEmpty(address) ? fallback : address;

    private static async Task WriteAsync(string? folder, string name, string content, CancellationToken token)
    {
        if (folder is null)
        {
            await Console.Out.WriteAsync(content);
            return;
        }
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, name);
        await File.WriteAllTextAsync(file, content, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), token);
        await Console.Error.WriteLineAsync($"Wrote {file}");
    }

    private sealed record Wish(string? Week, IReadOnlyList<string> Formats, string? Folder, string? Language, bool Send)
    {
        public string[] AsArguments() =>
            [.. new[] { "digest", "--json" }, .. Week is null ? Array.Empty<string>() : ["--week", Week], .. Send ? ["--send"] : Array.Empty<string>()];
    }
}
