using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Listener.Worker.Domain;

namespace Listener.Worker.Cli;

/// <summary><c>listener import</c>: mentions or corrected labels from a file. The same file twice changes nothing.</summary>
public static class ImportVerb
{
    private const long LargestFile = 256L * 1024 * 1024;

    /// <summary>Describes the verb.</summary>
    public static Command Create()
    {
        var what = new Argument<string>("what") { Description = "mentions or labels" }.AcceptOnlyFromAmong("mentions", "labels");
        var file = new Option<FileInfo>("--file") { Description = "CSV or JSON Lines, UTF-8", Required = true };
        var channel = new Option<string>("--channel") { Description = "Channel the mentions are kept under", DefaultValueFactory = _ => "import" };
        var format = new Option<string?>("--format") { Description = "csv or jsonl; read from the file if left out" };
        format.AcceptOnlyFromAmong("csv", "jsonl");
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var quiet = new Option<bool>("--quiet") { Description = "No progress" };
        var fresh = NewStore.Option();
        var command = new Command("import", "Take in mentions or corrected labels; can be repeated. Example: listener import mentions --file old.csv --channel archive") { what, file, channel, format, json, quiet, fresh };
        command.Validators.Add(result =>
        {
            if (result.GetValue(channel) is { } key && !ChannelKey.IsValid(key))
                result.AddError($"--channel {key} is no channel name; use 1-63 small letters, digits and hyphens.");
        });
        command.SetAction(async (parsed, token) =>
        {
            var wish = new ImportWish(parsed.GetRequiredValue(what), new ChannelKey(parsed.GetRequiredValue(channel)), parsed.GetValue(format));
            if (!VerbHost.IsInside && FaultOf(parsed.GetRequiredValue(file)) is { } fault)
            {
                await Console.Error.WriteLineAsync(fault);
                return ExitCode.Failed;
            }
            // The service may not be allowed to read the caller's file, so its bytes travel, not its name.
            Func<TextReader>? input = VerbHost.IsInside ? null : () => new StringReader(Convert.ToBase64String(File.ReadAllBytes(parsed.GetRequiredValue(file).FullName)));
            var (asJson, isQuiet) = (parsed.GetValue(json), parsed.GetValue(quiet));
            return await VerbHost.RunAsync(NewStore.Use(parsed.GetValue(fresh)), (services, io, inner) => RunAsync(services, wish, asJson, isQuiet, io, inner), token, input, allSettings: true);
        });
        return command;
    }

    private static string? FaultOf(FileInfo file) => file switch
    {
        { Exists: false } => $"There is no file {file.FullName}.",
        { Length: > LargestFile } => $"{file.FullName} is larger than {LargestFile / 1024 / 1024} MB. Cut it into parts, or put it into the folder of a filedrop channel.",
        _ => null,
    };

    private static async Task<int> RunAsync(IServiceProvider services, ImportWish wish, bool asJson, bool quiet, VerbIo io, CancellationToken token)
    {
        using var file = TemporaryFile(await io.In.ReadToEndAsync(token));
        using var progress = new ImportProgress(!quiet && !VerbHost.IsInside);
        ImportTally tally;
        try
        {
            tally = wish.What == "mentions"
                ? await MentionImport.RunAsync(services, wish, file, progress, token)
                : await LabelImport.RunAsync(services, file, progress, token);
        }
        catch (InvalidDataException e)
        {
            await io.Error.WriteLineAsync(e.Message);
            return ExitCode.Failed;
        }
        await WriteAsync(tally, asJson, io);
        return tally.Refused.Count > 0 ? ExitCode.CheckFailed : tally.Added + tally.Changed == 0 ? ExitCode.NothingToDo : ExitCode.Done;
    }

    private static FileStream TemporaryFile(string base64)
    {
        var path = Path.Combine(Path.GetTempPath(), $"listener-import-{Guid.NewGuid():n}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        file.Write(Convert.FromBase64String(base64));
        file.Position = 0;
        return file;
    }

    private static async Task WriteAsync(ImportTally tally, bool asJson, VerbIo io)
    {
        if (asJson)
        {
            var refused = tally.Refused.Select(r => new { line = r.Line, reason = r.Reason });
            await io.Out.WriteLineAsync(JsonSerializer.Serialize(new { added = tally.Added, same = tally.Same, changed = tally.Changed, refused }));
            return;
        }
        foreach (var (line, reason) in tally.Refused)
            await io.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"line {line}: {reason}"));
        await io.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{tally.Added} added, {tally.Same} same, {tally.Changed} changed, {tally.Refused.Count} refused"));
    }
}

/// <summary>What is to be imported.</summary>
/// <param name="What"><c>mentions</c> or <c>labels</c>.</param>
/// <param name="Channel">Channel the mentions are kept under.</param>
/// <param name="Format"><c>csv</c>, <c>jsonl</c> or null for whatever the file is.</param>
internal sealed record ImportWish(string What, ChannelKey Channel, string? Format);

/// <summary>What an import did.</summary>
internal sealed class ImportTally
{
    public int Added { get; set; }

    public int Same { get; set; }

    public int Changed { get; set; }

    public List<(long Line, string Reason)> Refused { get; } = [];
}
