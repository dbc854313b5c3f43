using Listener.Worker.Hosting;
using Microsoft.Extensions.Configuration;

namespace Listener.Worker.Tests.Hosting;

/// <summary>Models that cannot be loaded cost as little as possible, and it is said.</summary>
public sealed class ModelsReportTests
{
    private static readonly string Shipped = Path.Combine(AppContext.BaseDirectory, "models");

    [Test]
    public void Own_version_that_cannot_be_loaded_gives_way_to_the_shipped_models()
    {
        var torn = Directory.CreateTempSubdirectory("listener-models-").FullName;
        File.WriteAllText(Path.Combine(torn, "meaning.model"), "torn");

        var report = ModelsReport.Read(torn, Shipped);

        Directory.Delete(torn, recursive: true);
        Assert.That(report.Loaded, Is.True);
        Assert.That(report.Message, Does.Contain("listener models rollback").And.Not.Contain("unsure"));
    }

    [Test]
    public void Version_in_use_that_cannot_be_read_gives_way_to_the_shipped_models()
    {
        var data = Directory.CreateTempSubdirectory("listener-data-").FullName;
        var current = Path.Combine(Directory.CreateDirectory(new DataFolder(data).Models).FullName, "current.txt");
        File.WriteAllText(current, "20260101-000000");
        var settings = ListenerSettings.Check(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Listener:DataFolder"] = data,
            ["Listener:ModelsFolder"] = Shipped,
        }).Build());

        ModelsReport report;
        using (new FileStream(current, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            report = ModelsReport.Read(settings);

        Directory.Delete(data, recursive: true);
        Assert.That(report.Loaded, Is.True);
        Assert.That(report.Message, Does.Contain("current.txt").And.Contain("right to read"));
    }

    [Test]
    public void Without_any_models_every_mention_goes_to_a_person()
    {
        var report = ModelsReport.Read("no-such-folder", "nor-this");

        Assert.That(report.Loaded, Is.False);
        Assert.That(report.Message, Does.Contain("no-such-folder").And.Contain("Listener:ModelsFolder"));
    }
}
