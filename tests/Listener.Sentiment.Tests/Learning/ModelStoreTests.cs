using Listener.Sentiment.Learning;
using Listener.Sentiment.Models;
using Listener.Sentiment.Tests.Support;

namespace Listener.Sentiment.Tests.Learning;

[TestFixture]
public sealed class ModelStoreTests
{
    [Test]
    public void Without_a_promotion_the_shipped_models_are_in_use()
    {
        using var folder = new TemporaryFolder();

        ModelStore store = Open(folder);

        Assert.That(store.CurrentId, Is.EqualTo(ModelStore.Shipped));
        Assert.That(store.CurrentFolder, Is.EqualTo(RepositoryFiles.Models));
    }

    [Test]
    public void Promotion_and_roll_back_change_what_is_in_use_and_are_written_down()
    {
        using var folder = new TemporaryFolder();
        ModelStore store = Open(folder);
        ModelVersion version = CopyOfShipped(store);

        store.Promote(version.Id, "better on the latest rows");
        string promoted = store.CurrentFolder;
        string back = store.RollBack();

        Assert.That(promoted, Is.EqualTo(version.Folder));
        Assert.That(back, Is.EqualTo(ModelStore.Shipped));
        Assert.That(store.History().Select(h => h[1]), Is.EqualTo(new[] { "promote", "rollback" }));
    }

    [Test]
    public void Empty_note_of_the_version_in_use_means_the_shipped_models()
    {
        using var folder = new TemporaryFolder();
        ModelStore store = Open(folder);
        store.Promote(CopyOfShipped(store).Id, "");
        string note = Directory.GetFiles(folder.Path, "current.txt", SearchOption.AllDirectories).Single();

        File.WriteAllText(note, "");

        Assert.That(store.CurrentFolder, Is.EqualTo(RepositoryFiles.Models));
    }

    [Test]
    public void Version_with_a_damaged_file_is_not_promoted()
    {
        using var folder = new TemporaryFolder();
        ModelStore store = Open(folder);
        ModelVersion version = CopyOfShipped(store);
        File.WriteAllText(Path.Combine(version.Folder, "meaning.model"), "damaged");

        Assert.That(() => store.Promote(version.Id, ""), Throws.TypeOf<ModelFileException>());
        Assert.That(store.CurrentId, Is.EqualTo(ModelStore.Shipped));
    }

    [TestCase("../../etc")]
    [TestCase("nothing")]
    public void Unknown_version_is_refused(string id)
    {
        using var folder = new TemporaryFolder();

        Assert.That(() => Open(folder).Promote(id, ""), Throws.TypeOf<ModelFileException>().With.Message.Contains(id));
    }

    [Test]
    public void Roll_back_without_a_promotion_says_so()
    {
        using var folder = new TemporaryFolder();

        Assert.That(() => Open(folder).RollBack(), Throws.TypeOf<ModelFileException>().With.Message.Contains("nothing before"));
    }

    private static ModelStore Open(TemporaryFolder folder) => new(folder.File("store"), RepositoryFiles.Models, TimeProvider.System);

    private static ModelVersion CopyOfShipped(ModelStore store)
    {
        ModelVersion version = store.NewVersion();
        foreach (string file in Directory.GetFiles(RepositoryFiles.Models, "*.model"))
            File.Copy(file, Path.Combine(version.Folder, Path.GetFileName(file)));
        return version;
    }
}
