using Listener.Worker.Channels;
using Listener.Worker.Channels.FileDrop;
using Listener.Worker.Domain;
using Listener.Worker.Pipeline;
using Listener.Worker.Storage;

namespace Listener.Worker.Cli;

/// <summary>Takes mentions from a file with the reader of the file drop channel.</summary>
internal static class MentionImport
{
    private const int PageSize = 2_000;
    private const string Watch = "import";

    /// <summary>Imports; what was stored before and is unchanged counts as same.</summary>
    /// <exception cref="InvalidDataException">The file as a whole cannot be read; the message says why.</exception>
    public static async Task<ImportTally> RunAsync(IServiceProvider services, ImportWish wish, FileStream stream, ImportProgress progress, CancellationToken token)
    {
        using var file = DropFile.Open(stream, out var problem) ?? throw new InvalidDataException($"The file cannot be read: {problem}.");
        if (wish.Format is { } format && format != file.Format)
            throw new InvalidDataException($"The file is no {format}; it looks like {file.Format}. Leave --format out, or name the other one.");
        var clock = services.GetRequiredService<TimeProvider>();
        var row = new DropRow(wish.Channel, Watch, clock.GetUtcNow(), clock.GetUtcNow());
        var tally = new ImportTally();
        var ids = new HashSet<UInt128>();
        for (var (offset, line) = (file.FirstOffset, file.FirstLine); offset < file.Length;)
        {
            var block = file.ReadBlock(offset, line, PageSize);
            await SaveAsync(services.GetRequiredService<IMentionStore>(), wish.Channel, Read(file, block, row, ids, tally), tally, clock.GetUtcNow(), token);
            (offset, line) = (block.End, block.EndLine);
            progress.Report((double)offset / file.Length);
        }
        // Inside the service its own job does this; alone, nobody else would.
        if (!VerbHost.IsInside && tally.Added + tally.Changed > 0)
            await services.GetRequiredService<ListeningPipeline>().UnderstandAsync(token);
        return tally;
    }

    private static List<Mention> Read(DropFile file, DropBlock block, DropRow row, HashSet<UInt128> ids, ImportTally tally)
    {
        var mentions = new List<Mention>(block.Records.Count);
        foreach (var (record, fields, fault) in file.Fields(block))
        {
            var problem = fault;
            var mention = fields is null ? null : row.Read(fields, out problem);
            if (mention is not null && !ids.Add(DropFile.HashOf(mention.Id.NativeId)))
                (mention, problem) = (null, "has an id that stands in this file before");
            if (mention is null)
                tally.Refused.Add((record.Line, problem!));
            else
                mentions.Add(mention);
        }
        return mentions;
    }

    private static async Task SaveAsync(IMentionStore store, ChannelKey channel, List<Mention> mentions, ImportTally tally, DateTimeOffset now, CancellationToken token)
    {
        if (mentions.Count == 0)
            return;
        var page = new MentionPage([.. mentions.OrderBy(m => m.PostedAt)], new PollCursor("import"), false, [], [], null);
        var saved = await store.SaveBatchAsync(channel, Watch, page, now, token);
        tally.Added += saved.Added.Count;
        tally.Changed += saved.Changed.Count;
        tally.Same += saved.Same;
    }
}
