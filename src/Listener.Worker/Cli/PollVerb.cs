using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Pipeline;

namespace Listener.Worker.Cli;

/// <summary><c>listener poll</c>: reads the channels now and says what was new.</summary>
public static class PollVerb
{
    private const int ShownText = 100;

    /// <summary>Describes the verb.</summary>
    public static Command Create()
    {
        var once = new Option<bool>("--once") { Description = "One round over all watches, then stop; this is what happens without it too" };
        var channel = new Option<string?>("--channel") { Description = "Only this channel, by its short name" };
        var dry = new Option<bool>("--dry-run") { Description = "Read, show what would be stored, store nothing" };
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var command = new Command("poll", "Read the channels now and say what was new. Example: listener poll --channel bluesky-main --dry-run") { once, channel, dry, json };
        command.SetAction((parsed, token) =>
        {
            var (only, isDry, asJson) = (parsed.GetValue(channel), parsed.GetValue(dry), parsed.GetValue(json));
            return VerbHost.RunAsync(isDry ? StoreUse.Reads : StoreUse.Changes, async (services, io, inner) =>
            {
                var sources = services.GetRequiredService<OpenChannels>().Sources.Where(s => only is null || s.Key.Value == only).ToList();
                if (sources.Count == 0)
                    return await NothingAsync(only, io);
                return isDry ? await RehearseAsync(services, sources, asJson, io, inner) : await PollAsync(services, only, asJson, io, inner);
            }, token, allSettings: true);
        });
        return command;
    }

    private static async Task<int> NothingAsync(string? only, VerbIo io)
    {
        await io.Error.WriteLineAsync(only is null
            ? "No channel is set up. Add one under Listener:Channels."
            : $"{only} is no enabled channel. See Listener:Channels in the settings.");
        return only is null ? ExitCode.NothingToDo : ExitCode.Usage;
    }

    private static async Task<int> PollAsync(IServiceProvider services, string? only, bool asJson, VerbIo io, CancellationToken token)
    {
        var line = services.GetRequiredService<ListeningPipeline>();
        var results = await line.PollAsync(force: true, only is null ? null : new ChannelKey(only), token);
        await line.UnderstandAsync(token);
        if (asJson)
            await io.Out.WriteLineAsync(JsonSerializer.Serialize(new
            {
                watches = results.Select(r => new
                {
                    channel = r.Channel.Value, watch = r.Watch, paused = !r.Result.Ran, read = r.Result.Read, added = r.Result.Added,
                    quarantined = r.Result.Quarantined, fault = r.Result.Fault?.ToString(),
                }),
            }));
        else
            foreach (var (channel, watch, result) in results)
                await io.Out.WriteLineAsync($"{channel}/{watch}: {Words(result)}");
        return results.Any(r => r.Result.Fault is not null) ? ExitCode.TryLater : ExitCode.Done;
    }

    private static string Words(PollSummary result) => result switch
    {
        { Ran: false } => "paused",
        { Fault: { } fault } => $"{fault}",
        _ => string.Create(CultureInfo.InvariantCulture, $"{result.Read} read, {result.Added} new{(result.Quarantined > 0 ? $", {result.Quarantined} could not be read" : "")}"),
    };

    private static async Task<int> RehearseAsync(IServiceProvider services, IReadOnlyList<IMentionSource> sources, bool asJson, VerbIo io, CancellationToken token)
    {
        var rehearse = services.GetRequiredService<RehearsePoll>();
        var all = new List<Rehearsal>();
        foreach (var source in sources)
            foreach (var watch in source.Watches)
                all.Add(await rehearse.RunAsync(source, watch, token));
        if (asJson)
            await io.Out.WriteLineAsync(JsonSerializer.Serialize(new { watches = all.Select(Document) }));
        else
            foreach (var rehearsal in all)
                await ShowAsync(rehearsal, io.Out);
        await io.Error.WriteLineAsync("Rehearsal: nothing was stored.");
        return all.Exists(r => r.Fault is not null) ? ExitCode.TryLater : ExitCode.Done;
    }

    private static object Document(Rehearsal r) => new
    {
        channel = r.Channel.Value, watch = r.Watch, more = r.More, fault = r.Fault?.ToString(),
        items = r.Items.Select(i => new
        {
            fate = i.Fate.ToString().ToLowerInvariant(), id = i.Mention.Id.NativeId, author = i.Mention.Author.UserName, postedAt = i.Mention.PostedAt, text = i.Mention.Text,
        }),
        quarantined = r.Quarantined.Select(q => new { where = q.Where, reason = q.Reason }),
    };

    private static async Task ShowAsync(Rehearsal r, TextWriter output)
    {
        var counts = string.Join(", ", Enum.GetValues<RehearsedFate>().Where(f => r.Count(f) > 0).Select(f => $"{r.Count(f)} {Name(f)}"));
        await output.WriteLineAsync($"{r.Channel}/{r.Watch}: {r.Fault?.ToString() ?? (counts.Length == 0 ? "nothing" : counts)}{(r.More ? ", more behind it" : "")}");
        foreach (var item in r.Items.Where(i => i.Fate is RehearsedFate.New or RehearsedFate.Changed))
            await output.WriteLineAsync($"  {Name(item.Fate),-8} {item.Mention.PostedAt:u} @{OneLine(item.Mention.Author.UserName)}: {OneLine(item.Mention.Text)}");
        foreach (var bad in r.Quarantined)
            await output.WriteLineAsync($"  refused  {bad.Where}: {bad.Reason}");
    }

    private static string Name(RehearsedFate fate) => fate switch
    {
        RehearsedFate.OwnPost => "own",
        RehearsedFate.Repost => "repost",
        _ => fate.ToString().ToLowerInvariant(),
    };

    // A stranger's text must not steer the terminal.
    private static string OneLine(string text)
    {
        var line = SafeText.CleanLine(text, MentionLimits.MaxText);
        return line.Length <= ShownText ? line : line[..(char.IsHighSurrogate(line[ShownText - 1]) ? ShownText - 1 : ShownText)] + "…";
    }
}
