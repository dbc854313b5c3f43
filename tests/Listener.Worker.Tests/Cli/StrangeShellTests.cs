using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Listener.Worker.Api;
using Listener.Worker.Cli;
using Listener.Worker.Hosting;
using Listener.Worker.Storage.Sqlite;
using Listener.Worker.Tests.Support;

namespace Listener.Worker.Tests.Cli;

/// <summary>Verbs in a shell that lacks what the service has. Situations: no store there, a new one wished for, secrets missing, settings wrong, a service that holds the store or answers nothing.</summary>
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

    [TestCase("sending stop", ExitCode.Done)]
    [TestCase("sending resume", ExitCode.NothingToDo)]
    [TestCase("sending status", ExitCode.Done)]
    [TestCase("reply show 0197f3c2a1b24c7f9e0d5b6a7c8d9e0f", ExitCode.Failed)]
    [TestCase("db verify", ExitCode.Done)]
    [TestCase("db upgrade", ExitCode.Done)]
    [TestCase("db backup {f}/b.db", ExitCode.Done)]
    [TestCase("export mentions", ExitCode.NothingToDo)]
    [TestCase("user list", ExitCode.Done)]
    [TestCase("user reset ana", ExitCode.Done)]
    public async Task Work_on_the_store_needs_only_the_data_folder(string line, int code)
    {
        await shell.RunAsync("a long enough password\n", "user add ana --new-store");
        BreakSettings();

        var result = await shell.RunAsync("another good password\n", line);

        Assert.That(result.Code, Is.EqualTo(code), result.Errors);
        Assert.That(result.Errors, Does.Not.Contain("wrong"));
    }

    [TestCase("poll")]
    [TestCase("poll --dry-run")]
    [TestCase("import mentions --file {f}/in.csv")]
    public async Task Work_with_networks_or_models_needs_every_setting(string line)
    {
        await shell.RunAsync("a long enough password\n", "user add ana --new-store");
        BreakSettings();

        var result = await shell.RunAsync("", line);

        Assert.That(result.Code, Is.EqualTo(ExitCode.BadSettings));
        Assert.That(result.Errors, Does.Contain("Listener:Channels:b:AppPassword"));
    }

    [Test]
    public async Task A_mistyped_data_folder_is_told()
    {
        await shell.RunAsync("a long enough password\n", "user add ana --new-store");
        shell.Set("Listener__DataFoldr", "elsewhere");

        var result = await shell.RunAsync("", "sending stop");

        Assert.That(result.Code, Is.EqualTo(ExitCode.BadSettings), result.Errors);
    }

    [Test]
    public async Task A_stop_that_did_not_take_is_said_loudly()
    {
        await shell.RunAsync("a long enough password\n", "user add ana --new-store");
        await using var held = new FileStream(new SqliteStoreOptions(shell.DataFolder).Lock, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        var result = await shell.RunAsync("", "sending stop");

        Assert.That(result.Code, Is.EqualTo(ExitCode.TryLater));
        Assert.That(result.Errors, Does.Contain("THE STOP DID NOT TAKE").And.Contain("Nothing was done; try again").And.Not.Contain("another folder"));
    }

    [Test]
    public async Task A_service_that_listens_and_does_not_answer_is_not_taken_for_none()
    {
        using var frozen = new TcpListener(IPAddress.Loopback, 0);
        frozen.Start();
        var settings = ListenerSettings.Load(new Dictionary<string, string?>());
        var folder = new DataFolder(settings.DataFolder);
        folder.Create();
        folder.WriteLocalToken($"http://{frozen.LocalEndpoint}", "secret");

        var service = await LocalService.FindAsync(settings, default, TimeSpan.FromMilliseconds(1));

        Assert.That(service, Has.Property("Answers").False);
    }

    [Test]
    public async Task A_place_that_cannot_be_written_is_told_by_restore()
    {
        await shell.RunAsync("a long enough password\n", "user add ana --new-store");
        await shell.RunAsync("", "db backup {f}/b.db");
        shell.Set("Listener__DataFolder", Path.Combine(shell.Folder, "in.csv", "data"));

        var result = await shell.RunAsync("", "db restore {f}/b.db --yes");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(result.Errors, Does.Contain("in.csv").And.Contain("as the service's user").And.Contain("as it was"));
    }

    [Test]
    [Platform(Exclude = "Win")]
    [UnsupportedOSPlatform("windows")]
    public async Task A_backup_kept_read_only_restores_to_a_store_that_can_be_written()
    {
        await shell.RunAsync("a long enough password\n", "user add ana --new-store");
        await shell.RunAsync("", "db backup {f}/b.db");
        File.SetUnixFileMode(Path.Combine(shell.Folder, "b.db"), UnixFileMode.UserRead);

        var result = await shell.RunAsync("", "db restore {f}/b.db --yes");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Done), result.Errors);
        Assert.That(File.GetUnixFileMode(new SqliteStoreOptions(shell.DataFolder).Database), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public async Task A_backup_into_a_new_folder_says_that_it_made_the_folder()
    {
        await shell.RunAsync("a long enough password\n", "user add ana --new-store");

        var first = await shell.RunAsync("", "db backup {f}/new/1.db");
        var second = await shell.RunAsync("", "db backup {f}/new/2.db");

        Assert.That(first.Errors, Does.Contain($"Made the folder {Path.Combine(shell.Folder, "new")}."));
        Assert.That(second.Errors, Does.Contain("Backed up").And.Not.Contain("Made the folder"));
    }

    [Test]
    public async Task A_lost_ledger_head_is_told_with_the_way_on()
    {
        await shell.RunAsync("a long enough password\n", "user add ana --new-store");
        File.Delete(new SqliteStoreOptions(shell.DataFolder).Head);

        var lost = await shell.RunAsync("", "db verify");
        var renewed = await shell.RunAsync("", "db verify --renew-head");

        Assert.That((lost.Code, renewed.Code), Is.EqualTo((ExitCode.CheckFailed, ExitCode.Done)));
        Assert.That(lost.Output + lost.Errors, Does.Contain("listener db verify --renew-head").And.Not.Contain("restore"));
    }

    [Test]
    public async Task Doctor_names_every_wrong_setting_and_lives_through_them()
    {
        BreakSettings();
        shell.Set("Listener__DataFolder", " ");

        var result = await shell.RunAsync("", "doctor --channel nowhere");

        Assert.That(result.Code, Is.EqualTo(ExitCode.CheckFailed), result.Errors);
        Assert.That(result.Output, Does.Contain("Listener:TestSpeed").And.Contain("Serilog:MinimumLevel").And.Contain("Listener:DataFolder"));
    }

    private void BreakSettings()
    {
        shell.Set("Listener__Channels__b__Type", "bluesky"); // without its password
        shell.Set("Listener__Channels__t__Type", "telex");
        shell.Set("Listener__TestSpeed", "0");
        shell.Set("Listener__Brand__TimeZone", "Mars/Olympus");
        shell.Set("Serilog__MinimumLevel", "Loud");
    }
}
