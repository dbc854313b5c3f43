using System.ComponentModel;

namespace Listener.Worker.Channels.FileDrop;

/// <summary>Settings of a watched folder. Section <c>Listener:Channels:{key}</c> with <c>Type</c> = <c>filedrop</c>.</summary>
public sealed class FileDropOptions : ChannelOptions
{
    /// <summary>Sets the interval the folder is looked at by default.</summary>
    public FileDropOptions() => PollInterval = TimeSpan.FromSeconds(30);

    /// <summary>Folder that files are put into; must exist and be writable.</summary>
    [Asked("Folder")]
    [Description("Folder that files are put into. Finished files move to its subfolder done.")]
    public string Folder { get; set; } = "";

    /// <summary>Names of the files to take, with * and ?, several parted by semicolons.</summary>
    [Description("Names of the files to take, for example *.csv;*.jsonl.")]
    public string Pattern { get; set; } = "*.csv;*.jsonl;*.ndjson";

    /// <summary>How long a file must have been left alone before it is taken, 0 to 1 hour.</summary>
    [Description("How long a file must have been left alone before it is taken, for example 00:00:05.")]
    public TimeSpan SettleTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public override bool StaysOnThisMachine() => true;

    /// <inheritdoc/>
    public override IEnumerable<OptionFault> Check()
    {
        foreach (var fault in base.Check())
            yield return fault;
        if (string.IsNullOrWhiteSpace(Folder) || Folder.IndexOfAny(Path.GetInvalidPathChars()) >= 0)
            yield return new OptionFault(nameof(Folder), "is no folder; expected the path of an existing folder, for example \"/var/lib/listener/drop\"");
        else if (!Directory.Exists(Folder))
            yield return new OptionFault(nameof(Folder), "does not exist; make the folder and let the service write to it, or name another");
        if (string.IsNullOrWhiteSpace(Pattern) || Pattern.IndexOfAny(['/', '\\', '\0']) >= 0)
            yield return new OptionFault(nameof(Pattern), "is no file name pattern; expected names with * and ?, for example \"*.csv;*.jsonl\"");
        if (SettleTime < TimeSpan.Zero || SettleTime > TimeSpan.FromHours(1))
            yield return new OptionFault(nameof(SettleTime), $"is {SettleTime}; expected 00:00:00 to 01:00:00, for example \"00:00:05\"");
    }
}
