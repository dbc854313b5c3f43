using Listener.Worker.Hosting;
using Listener.Worker.Storage;

namespace Listener.Worker.Tests.Hosting;

/// <summary>The folder with everything the service keeps.</summary>
public sealed class DataFolderTests
{
    [Test]
    public void Logs_that_cannot_be_written_are_told_and_stop_nothing()
    {
        var folder = new DataFolder(Directory.CreateTempSubdirectory("listener-logs-").FullName);
        try
        {
            File.WriteAllText(folder.Logs, "a file where the folder should be");

            Assert.That(folder.Create, Throws.Nothing);
            Assert.That(folder.PrepareLogs(), Does.Contain(folder.Logs));
        }
        finally
        {
            Directory.Delete(folder.Path, recursive: true);
        }
    }

    [Test]
    public void Log_file_that_cannot_be_written_on_is_told()
    {
        var folder = new DataFolder(Directory.CreateTempSubdirectory("listener-logs-").FullName);
        try
        {
            var before = folder.PrepareLogs();
            // Refused even to root, for whom no rights are missing.
            File.CreateSymbolicLink(Path.Combine(folder.Logs, "listener-20261201.log"), Path.Combine(folder.Path, "gone", "away.log"));

            Assert.That((before, folder.PrepareLogs() is null), Is.EqualTo(((string?)null, false)));
        }
        finally
        {
            Directory.Delete(folder.Path, recursive: true);
        }
    }

    [Test]
    public void Place_that_cannot_be_written_is_told_with_a_way_out()
    {
        var file = Path.GetTempFileName();
        try
        {
            var folder = new DataFolder(Path.Combine(file, "data"));

            Assert.That(folder.Create, Throws.TypeOf<StoreException>().With.Message.Contains(folder.Path).And.Message.Contains("Listener:DataFolder"));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
