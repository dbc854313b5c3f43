using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Listener.Worker.Domain;
using Listener.Worker.Storage;

namespace Listener.Worker.Cli;

/// <summary><c>listener export</c>: mentions or labels as CSV or JSON Lines.</summary>
public static class ExportVerb
{
    private static readonly string[] Columns =
        ["number", "channel", "id", "author", "text", "postedAt", "language", "sentiment", "intent", "priority", "state", "stars", "url"];

    /// <summary>Describes the verb.</summary>
    public static Command Create()
    {
        var what = new Argument<string>("what") { Description = "mentions or labels" }.AcceptOnlyFromAmong("mentions", "labels");
        var format = new Option<string>("--format") { Description = "jsonl or csv", DefaultValueFactory = _ => "jsonl" }.AcceptOnlyFromAmong("jsonl", "csv");
        var command = new Command("export", "Write mentions or corrected labels to standard output. Example: listener export mentions --format csv > mentions.csv") { what, format };
        command.SetAction((parsed, token) => VerbHost.RunAsync(StoreUse.Reads, (services, io, inner) =>
            WriteAsync(services.GetRequiredService<IMentionStore>(), parsed.GetRequiredValue(what), parsed.GetRequiredValue(format) == "csv", io, inner), token));
        return command;
    }

    private static async Task<int> WriteAsync(IMentionStore store, string what, bool csv, VerbIo io, CancellationToken token)
    {
        var count = what == "mentions" ? await MentionsAsync(store, csv, io.Out, token) : await LabelsAsync(store, csv, io.Out, token);
        await io.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{count} {what} written."));
        return count == 0 ? ExitCode.NothingToDo : ExitCode.Done;
    }

    private static async Task<int> MentionsAsync(IMentionStore store, bool csv, TextWriter output, CancellationToken token)
    {
        if (csv)
            await CsvLine.WriteAsync(output, Columns);
        var count = 0;
        await foreach (var stored in store.AllAsync(null, null, token))
        {
            var values = Values(stored);
            if (csv)
                await CsvLine.WriteAsync(output, values);
            else
                await output.WriteLineAsync(JsonSerializer.Serialize(Columns.Zip(values).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal)));
            count++;
        }
        return count;
    }

    private static string?[] Values(StoredMention stored)
    {
        var mention = stored.Mention;
        return
        [
            stored.Number.ToString(), mention.Id.Channel.Value, mention.Id.NativeId, mention.Author.UserName, mention.Text,
            mention.PostedAt.ToString("O", CultureInfo.InvariantCulture), stored.Classification?.Language, stored.Classification?.Sentiment.ToString(),
            stored.Classification?.Intent.ToString(), stored.Routing?.Priority.ToString(), stored.State.ToString(),
            mention.Stars?.ToString(CultureInfo.InvariantCulture), mention.Permalink?.AbsoluteUri,
        ];
    }

    private static async Task<int> LabelsAsync(IMentionStore store, bool csv, TextWriter output, CancellationToken token)
    {
        string[] columns = ["number", "lang", "text", "field", "before", "after", "model", "by", "at"];
        if (csv)
            await CsvLine.WriteAsync(output, columns);
        var count = 0;
        await foreach (var (label, stored) in store.CorrectionsAsync(token))
        {
            string?[] values =
            [
                stored.Number.ToString(), stored.Classification?.Language, stored.Mention.Text, label.Field, label.Before, label.After, label.Model, label.By,
                label.At.ToString("O", CultureInfo.InvariantCulture),
            ];
            if (csv)
                await CsvLine.WriteAsync(output, values);
            else
                await output.WriteLineAsync(JsonSerializer.Serialize(columns.Zip(values).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal)));
            count++;
        }
        return count;
    }
}
