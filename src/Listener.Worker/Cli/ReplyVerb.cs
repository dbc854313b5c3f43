using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Listener.Worker.Domain;
using Listener.Worker.Pipeline;
using Listener.Worker.Storage;
using Listener.Worker.Web.Text;

namespace Listener.Worker.Cli;

/// <summary><c>listener reply</c>: what became of a reply, from the ledger. Shows no text of anybody.</summary>
public static class ReplyVerb
{
    /// <summary>Describes the verb.</summary>
    public static Command Create()
    {
        var command = new Command("reply", "Tell what became of a reply. Example: listener reply show 0197f3c2a1b24c7f9e0d5b6a7c8d9e0f");
        command.Subcommands.Add(Show());
        return command;
    }

    private static Command Show()
    {
        var id = new Argument<string>("id") { Description = "Id of the reply, 32 hexadecimal digits, as the page and the log show it" };
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var command = new Command("show", "Tell the life of one reply, from its proposal to where it is now") { id, json };
        command.SetAction((parsed, token) => VerbHost.RunAsync(StoreUse.Reads, async (services, io, inner) =>
        {
            if (!ReplyId.TryParse(parsed.GetRequiredValue(id).Replace("-", "", StringComparison.Ordinal), out var reply))
                return await SayAsync(io, $"'{parsed.GetRequiredValue(id)}' is no id of a reply: 32 hexadecimal digits, as the page of the mention shows it.", ExitCode.Usage);
            if (await services.GetRequiredService<IReplyStore>().LifeAsync(reply, inner) is not { } life)
                return await SayAsync(io, $"The ledger knows no reply {reply}. The page of the mention shows the ids of its replies.", ExitCode.Failed);
            await (parsed.GetValue(json) ? WriteJsonAsync(life, io.Out) : WriteAsync(life, Network(services, life), io.Out));
            return ExitCode.Done;
        }, token));
        return command;
    }

    private static string Network(IServiceProvider services, ReplyLife life) => life.Reply?.Reply.Answers.Channel is { } channel
        ? services.GetRequiredService<OpenChannels>().Find(channel)?.Traits.DisplayName ?? channel.Value
        : "the network";

    private static async Task WriteAsync(ReplyLife life, string network, TextWriter output)
    {
        await output.WriteLineAsync($"Reply {life.Steps[0].Reply}");
        if (life.Reply is { } record)
        {
            await output.WriteLineAsync($"to mention {record.Reply.Mention} on {record.Reply.Answers.Channel}, now {record.State}");
            await output.WriteLineAsync($"text SHA-256 {record.Reply.TextHash}");
        }
        await output.WriteLineAsync();
        foreach (var line in new StoryWords(network, Time, user => user, EnglishText.Instance).Of(life))
            await output.WriteLineAsync($"{Time(line.At)}  {line.Text}{(line.Detail is null ? "" : $" ({TextPieces.Visible(line.Detail)})")}");
    }

    private static Task WriteJsonAsync(ReplyLife life, TextWriter output) => output.WriteLineAsync(JsonSerializer.Serialize(new
    {
        id = life.Steps[0].Reply.ToString(),
        mention = life.Reply?.Reply.Mention.Value,
        channel = life.Reply?.Reply.Answers.Channel.Value,
        state = life.Reply?.State.ToString(),
        textSha256 = life.Reply?.Reply.TextHash,
        erasedAt = life.ErasedAt,
        drafts = life.Drafts.Select(d => new { row = d.Sequence, at = d.At, draft = d.Draft.Value, version = d.Version, state = d.State.ToString(), actor = d.Actor, textHash = d.TextHash }),
        steps = life.Steps.Select(s => new
        {
            row = s.Sequence, at = s.At, state = s.State.ToString(), actor = s.Actor, attempt = s.Attempt, fence = s.Fence, until = s.Until,
            key = s.Key, textHash = s.TextHash, detail = s.Detail,
        }),
    }));

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static async Task<int> SayAsync(VerbIo io, string words, int code)
    {
        await io.Error.WriteLineAsync(words);
        return code;
    }
}
