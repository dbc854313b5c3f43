using Listener.Worker.Cli;
using Listener.Worker.Storage.Sqlite;
using Listener.Worker.Tests.Support;

namespace Listener.Worker.Tests.Cli;

/// <summary>Verbs in a shell that lacks what the service has. Situations: another data folder, nothing there, a new store wished for.</summary>
[NonParallelizable]
public sealed class StrangeShellTests
{
    private VerbShell shell = null!;

    [SetUp]
    public void Open() => shell = new VerbShell();

    [TearDown]
    public void Close() => shell.Dispose();

    [TestCase("sending stop")]
    [TestCase("sending resume")]
    [TestCase("sending status")]
    [TestCase("reply show 0197f3c2a1b24c7f9e0d5b6a7c8d9e0f")]
    [TestCase("db verify")]
    [TestCase("db verify --renew-head")]
    [TestCase("db upgrade")]
    [TestCase("db backup {f}/b.db")]
    [TestCase("export mentions")]
    [TestCase("digest")]
    [TestCase("poll")]
    [TestCase("poll --dry-run")]
    [TestCase("user list")]
    [TestCase("user reset ana")]
    [TestCase("user add ana")]
    [TestCase("import mentions --file {f}/in.csv")]
    public async Task Where_there_is_no_store_none_is_made_and_the_place_is_told(string line)
    {
        var result = await shell.RunAsync("a long enough password\n", line);

        Assert.That(result.Code, Is.EqualTo(ExitCode.Failed), result.Errors);
        Assert.That(result.Errors, Does.StartWith($"There is no store in {shell.DataFolder}").And.Contain("Listener__DataFolder").And.Contain("listener run"));
        Assert.That(Directory.Exists(shell.DataFolder), Is.False, "something was made");
    }

    [TestCase("user add ana --new-store")]
    [TestCase("import mentions --file {f}/in.csv --new-store")]
    public async Task A_new_store_is_made_for_whom_asks_for_one(string line)
    {
        var result = await shell.RunAsync("a long enough password\n", line);

        Assert.That(result.Code, Is.EqualTo(ExitCode.Done), result.Errors);
        Assert.That(File.Exists(new SqliteStoreOptions(shell.DataFolder).Marker), Is.True);
    }
}
