using Listener.Worker.Hosting;

namespace Listener.Worker.Tests.Hosting;

/// <summary>A settings file that is no JSON: named with path and line, for the service, the demonstration and verbs.</summary>
[NonParallelizable]
public sealed class BrokenFileTests
{
    private static readonly string Broken = Path.Combine(AppContext.BaseDirectory, "appsettings.Broken.json");

    [SetUp]
    public void Break()
    {
        File.WriteAllText(Broken, "{\n  \"Listener\": {\n    \"Brand\": { \"Na");
        Environment.SetEnvironmentVariable("DOTNET_ENVIRONMENT", "Broken");
    }

    [TearDown]
    public void Mend()
    {
        Environment.SetEnvironmentVariable("DOTNET_ENVIRONMENT", null);
        Environment.SetEnvironmentVariable("Listener__DataFolder", null);
        File.Delete(Broken);
    }

    [Test]
    public void It_is_named_with_path_and_line()
    {
        var settings = ListenerSettings.Load(new Dictionary<string, string?>());

        Assert.That(settings.Describe(), Does.Contain($"{Broken}: is not valid JSON in line 3, position "));
    }

    [Test]
    public void The_demonstration_tells_it_instead_of_starting()
    {
        using var demo = DemoSetup.Create();

        var settings = demo.Settings(null);

        Assert.That(settings.Faults.Select(f => f.Key), Is.EqualTo(new[] { Broken }));
    }

    [Test]
    public void Work_on_the_store_goes_on_where_the_folder_is_known_without_it()
    {
        var unknown = ListenerSettings.Load(new Dictionary<string, string?>()).ForStore();
        Environment.SetEnvironmentVariable("Listener__DataFolder", "there");
        var known = ListenerSettings.Load(new Dictionary<string, string?>()).ForStore();

        Assert.That(unknown.Faults.Single().Problem, Does.Contain("Listener__DataFolder"));
        Assert.That(known.Faults, Is.Empty);
    }
}
