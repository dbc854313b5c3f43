using Listener.Worker.Hosting;
using Listener.Worker.Storage;

namespace Listener.Worker.Tests.Hosting;

/// <summary>The folder with everything the service keeps.</summary>
public sealed class DataFolderTests
{
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
