using System.Globalization;
using Listener.Worker.Pipeline;
using Listener.Worker.Storage;
using Listener.Worker.Storage.Sqlite;

namespace Listener.Worker.Hosting;

/// <summary>How bad a finding is.</summary>
public enum FindingLevel { Ok, Warning, Fault }

/// <summary>Result of one check.</summary>
/// <param name="Check">What was checked; for a setting its full key.</param>
/// <param name="Level">Ok, warning or fault.</param>
/// <param name="Message">What was seen and, unless ok, what to do.</param>
public sealed record Finding(string Check, FindingLevel Level, string Message);

/// <summary>Examines everything the service needs, without changing anything.</summary>
public sealed class Doctor(ListenerSettings settings, TimeProvider time)
{
    private const long LowDisk = 500L * 1024 * 1024;

    /// <summary>Runs every check; a wrong setting does not hide the others.</summary>
    /// <param name="channel">Only this channel, by key; null for all checks.</param>
    /// <param name="token">Interruption.</param>
    public async Task<IReadOnlyList<Finding>> ExamineAsync(string? channel, CancellationToken token)
    {
        var findings = new List<Finding>();
        findings.AddRange(settings.Faults.Select(f => new Finding(f.Key, FindingLevel.Fault, f.Problem)));
        if (settings.Faults.Count == 0)
            findings.Add(new Finding("settings", FindingLevel.Ok, "all settings are well-formed"));
        if (channel is null)
        {
            findings.Add(CheckFolder());
            findings.Add(CheckDisk());
            findings.Add(CheckClock());
            findings.Add(CheckModels());
            findings.Add(CheckMail());
            findings.Add(await CheckStoreAsync(token));
        }
        findings.AddRange(await CheckChannelsAsync(channel, token));
        return findings;
    }

    private Finding CheckFolder()
    {
        try
        {
            Directory.CreateDirectory(settings.DataFolder);
            var probe = Path.Combine(settings.DataFolder, $".probe-{Guid.NewGuid():n}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return new Finding("data folder", FindingLevel.Ok, $"{settings.DataFolder} can be written");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return new Finding("data folder", FindingLevel.Fault, $"{settings.DataFolder} cannot be written ({e.Message}); set Listener:DataFolder to a folder of the service's user");
        }
    }

    private Finding CheckDisk()
    {
        var root = Path.GetPathRoot(settings.DataFolder);
        if (string.IsNullOrEmpty(root))
            return new Finding("disk", FindingLevel.Warning, "the disk of the data folder is not known");
        var free = new DriveInfo(settings.DataFolder).AvailableFreeSpace;
        var text = string.Create(CultureInfo.InvariantCulture, $"{free / 1024 / 1024:N0} MB free");
        return free < LowDisk
            ? new Finding("disk", FindingLevel.Warning, $"{text}; make room, below 500 MB the store may stop taking writes")
            : new Finding("disk", FindingLevel.Ok, text);
    }

    private Finding CheckClock()
    {
        var now = time.GetUtcNow();
        var built = new DateTimeOffset(File.GetLastWriteTimeUtc(typeof(Doctor).Assembly.Location), TimeSpan.Zero);
        return now < built.AddDays(-1)
            ? new Finding("clock", FindingLevel.Fault, $"the clock says {now:u}, before this program was built; set the clock, response targets depend on it")
            : new Finding("clock", FindingLevel.Ok, $"{now:u}, team zone {settings.Options.Brand.TimeZone}");
    }

    private Finding CheckModels()
    {
        var report = ModelsReport.Read(settings.ModelsFolder);
        return new Finding("models", report.Loaded ? FindingLevel.Ok : FindingLevel.Fault, report.Message);
    }

    private Finding CheckMail()
    {
        var mail = settings.Options.Mail;
        if (mail.Host.Length == 0 && mail.PickupFolder.Length == 0)
            return new Finding("mail", FindingLevel.Warning, "no mail host or pickup folder is set; the digest is built but not mailed (Listener:Mail:Host)");
        return new Finding("mail", FindingLevel.Ok, mail.Host.Length > 0 ? $"through {mail.Host}:{mail.Port}" : $"into {mail.PickupFolder}");
    }

    private async Task<Finding> CheckStoreAsync(CancellationToken token)
    {
        if (!File.Exists(new SqliteStoreOptions(settings.DataFolder).Marker))
            return new Finding("store", FindingLevel.Warning, $"there is none in {settings.DataFolder} yet; the service makes it at its first start");
        try
        {
            await using var services = ListenerServices.CreateForVerb(settings.ForStore());
            var store = services.GetRequiredService<IStoreAdministration>();
            await store.OpenAsync(forService: false, token);
            var faults = await store.VerifyAsync(token);
            return faults.Count == 0
                ? new Finding("store", FindingLevel.Ok, "structure, row hashes and chains are sound")
                : new Finding("store", FindingLevel.Fault, $"{faults.Count} faults, first: {faults[0]}; stop the service and restore a backup (listener db restore <file>)");
        }
        catch (StoreException e)
        {
            return new Finding("store", FindingLevel.Fault, e.Message);
        }
    }

    private async Task<IReadOnlyList<Finding>> CheckChannelsAsync(string? only, CancellationToken token)
    {
        var findings = new List<Finding>();
        await using var services = ListenerServices.CreateForVerb(settings.ForStore());
        var channels = services.GetRequiredService<OpenChannels>().All.Where(c => only is null || c.Key.Value == only).ToList();
        foreach (var channel in channels)
        {
            var report = await channel.TestAsync(token);
            findings.Add(new Finding(channel.Key.Value, report.Ok ? FindingLevel.Ok : FindingLevel.Fault, report.Summary));
        }
        if (only is not null && channels.Count == 0)
            findings.Add(new Finding(only, FindingLevel.Fault, "is not an enabled channel with sound settings; see Listener:Channels"));
        else if (settings.Channels.Count == 0)
            findings.Add(new Finding("channels", FindingLevel.Warning, "none is set up, so Listener hears nothing; add one under Listener:Channels"));
        return findings;
    }
}
