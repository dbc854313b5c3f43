using System.Text;
using Listener.Worker.Domain;

namespace Listener.Worker.Channels.FileDrop;

/// <summary>
/// A folder that other systems put mentions into, as CSV or JSON Lines. A file is read page by page, each page stored with
/// its cursor, and moved away only once the cursor behind its last page was stored; so a crash neither loses nor doubles.
/// </summary>
public sealed class FileDropChannel : IMentionSource
{
    private const int PageSize = 5_000;
    private const int MaxRaw = 10_000;
    private readonly FileDropOptions options;
    private readonly TimeProvider clock;
    private readonly DropFolder folder;
    private (string Mark, long Offset, HashSet<UInt128> Ids) known = ("", 0, []);

    /// <param name="key">Short name of the channel.</param>
    /// <param name="options">Checked settings.</param>
    /// <param name="clock">Clock.</param>
    public FileDropChannel(ChannelKey key, FileDropOptions options, TimeProvider clock)
    {
        Key = key;
        this.options = options;
        this.clock = clock;
        folder = new DropFolder(options, clock);
        Watches = [new Watch("folder", "folder", options.Folder)];
    }

    /// <summary>Entry in the catalogue.</summary>
    internal static ChannelType Type { get; } = new(
        "filedrop", typeof(FileDropOptions), (services, key, options) => new FileDropChannel(key, (FileDropOptions)options, services.GetRequiredService<TimeProvider>()));

    /// <inheritdoc/>
    public ChannelKey Key { get; }

    /// <inheritdoc/>
    public ChannelTraits Traits { get; } = new()
    {
        Network = "filedrop",
        DisplayName = "Files",
        CanReply = false,
        TextLimits = [],
        Delivery = DeliveryClass.None,
        ShortestPollInterval = TimeSpan.FromSeconds(1),
        VendorPage = new Uri("https://www.rfc-editor.org/rfc/rfc4180"),
    };

    /// <inheritdoc/>
    public IReadOnlyList<Watch> Watches { get; }

    /// <inheritdoc/>
    public Task<ConnectionReport> TestAsync(CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        try
        {
            var probe = Path.Combine(options.Folder, $".listener-{Guid.NewGuid():n}.tmp");
            using (File.Create(probe, 1, FileOptions.DeleteOnClose))
            {
                var next = folder.NextFile();
                return Task.FromResult(new ConnectionReport(true, $"The folder {options.Folder} can be read and written; {(next is null ? "no file is waiting" : "a file is waiting")}."));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Task.FromResult(new ConnectionReport(false, FaultOf(e).ToString()));
        }
    }

    /// <inheritdoc/>
    public async Task<MentionPage> ReadAsync(Watch watch, PollCursor? cursor, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        try
        {
            // Files block; the caller's thread is not theirs to hold.
            return await Task.Run(() => Read(watch, DropCursor.Parse(cursor), token), token);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ChannelException(FaultOf(e), e);
        }
    }

    private MentionPage Read(Watch watch, DropCursor at, CancellationToken token)
    {
        if (at.File is not null && !File.Exists(folder.PathOf(at.File)))
            at = DropCursor.Idle;
        if (at.File is not null && IsFinished(at))
        {
            folder.Finish(at.File, at.Failed ? "rejected" : "done");
            at = DropCursor.Idle;
        }
        if ((at.File ?? folder.NextFile()) is not { } name)
            return MentionPage.Empty(DropCursor.Idle.ToPollCursor());
        token.ThrowIfCancellationRequested();
        return ReadPage(watch, name, at);
    }

    private bool IsFinished(DropCursor at)
    {
        using var stream = DropFolder.Open(folder.PathOf(at.File!));
        return DropFolder.MarkOf(stream) == at.Mark && (at.Failed || at.Offset >= stream.Length);
    }

    private MentionPage ReadPage(Watch watch, string name, DropCursor at)
    {
        var path = folder.PathOf(name);
        var stream = DropFolder.Open(path);
        var mark = DropFolder.MarkOf(stream);
        using var file = DropFile.Open(stream, out var problem);
        if (file is null)
        {
            stream.Dispose();
            return Failed(name, mark, path, problem!);
        }
        var start = at.File == name && at.Mark == mark ? at : new DropCursor(name, mark, file.FirstOffset, file.FirstLine, 0, false);
        return Collect(watch, file, path, start);
    }

    private MentionPage Collect(Watch watch, DropFile file, string path, DropCursor start)
    {
        var ids = KnownIds(file, start);
        var row = new DropRow(Key, watch.Name, new DateTimeOffset(File.GetLastWriteTimeUtc(path), TimeSpan.Zero), clock.GetUtcNow());
        var block = file.ReadBlock(start.Offset, start.Line, PageSize);
        var mentions = new List<Mention>(block.Records.Count);
        var rejected = new List<Rejection>();
        foreach (var (record, fields, fault) in file.Fields(block))
        {
            var problem = fault;
            var mention = fields is null ? null : row.Read(fields, out problem);
            if (mention is not null && !ids.Add(DropFile.HashOf(mention.Id.NativeId)))
                (mention, problem) = (null, "has an id that stands in this file before");
            if (mention is not null)
                mentions.Add(mention);
            else
                rejected.Add(new Rejection(record.Line, problem!, RawOf(record)));
        }
        var report = DropReport.Write(path + DropFolder.ReportSuffix, start.Report, rejected);
        known = (start.Mark, block.End, ids);
        var next = start with { Offset = block.End, Line = block.EndLine, Report = report };
        var bad = rejected.ConvertAll(r => new QuarantinedItem($"{start.File} line {r.Line}", r.Reason, r.Raw));
        return new MentionPage([.. mentions.OrderBy(m => m.PostedAt)], next.ToPollCursor(), true, bad, [], null);
    }

    /// <summary>Ids before the page; read again from the file after a restart.</summary>
    private HashSet<UInt128> KnownIds(DropFile file, DropCursor start)
    {
        if (known.Mark == start.Mark && known.Offset == start.Offset)
            return known.Ids;
        var ids = new HashSet<UInt128>();
        var (offset, line) = (file.FirstOffset, file.FirstLine);
        while (offset < start.Offset)
        {
            var block = file.ReadBlock(offset, line, PageSize);
            foreach (var (_, fields, _) in file.Fields(block))
            {
                if (fields?[(int)DropColumn.Id] is { } id)
                    ids.Add(DropFile.HashOf(SafeText.CleanLine(id.Trim(), 1000)));
            }
            (offset, line) = (block.End, block.EndLine);
        }
        return ids;
    }

    private MentionPage Failed(string name, string mark, string path, string problem)
    {
        var report = DropReport.Write(path + DropFolder.ReportSuffix, 0, [new Rejection(1, problem, "")]);
        return new MentionPage([], new DropCursor(name, mark, 0, 1, report, true).ToPollCursor(), true, [new QuarantinedItem($"{name} line 1", problem, "")], [], null);
    }

    private static string RawOf(DropRecord record) =>
        SafeText.Clean(Encoding.UTF8.GetString(record.Bytes.Span[..Math.Min(record.Bytes.Length, MaxRaw)]), MaxRaw, out _);

    private ChannelFault FaultOf(Exception e)
    {
        var setting = $"Listener:Channels:{Key}:{nameof(FileDropOptions.Folder)}";
        return e switch
        {
            DirectoryNotFoundException => new(ChannelFaultKind.Refused, "the folder does not exist", setting, "Make the folder and let the service write to it, or name another."),
            UnauthorizedAccessException => new(ChannelFaultKind.Unauthorised, "the service may not read and write the folder", setting, "Give the service's user the right to read, write and rename there."),
            _ => new(ChannelFaultKind.Transient, "the folder or a file in it could not be used", setting, "Check that the disk is mounted and not full; Listener tries again by itself."),
        };
    }
}
