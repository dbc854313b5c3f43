using System.Text;
using Listener.StoreReliability;

namespace Listener.Worker.Tests.Reliability;

/// <summary>The log of strace, as it comes: whole lines, calls cut in two by another thread, failed calls, other folders.</summary>
public sealed class WriteLogTests
{
    [Test]
    public void Calls_become_steps_in_their_order()
    {
        string[] lines =
        [
            $"7 openat(AT_FDCWD<{X("/w")}>, \"{X("/d/a")}\", O_RDWR|O_CREAT|O_CLOEXEC, 0644) = 5<{X("/d/a")}>",
            $"7 openat(AT_FDCWD<{X("/w")}>, \"{X("/d/b")}\", O_RDONLY) = -1 ENOENT (No such file or directory)",
            $"7 pwrite64(5<{X("/d/a")}>, \"{X("hello")}\", 5, 4096) = 5",
            $"7 fsync(5<{X("/d/a")}> <unfinished ...>",
            $"8 pwrite64(6<{X("/told")}>, \"{X("one\ntwo\n")}\", 8, 0) = 8",
            "7 <... fsync resumed>)                   = 0",
            $"7 pwrite64(9<{X("/elsewhere")}>, \"{X("x")}\", 1, 0) = 1",
            $"7 ftruncate(5<{X("/d/a")}>, 3) = 0",
            $"7 fsync(4<{X("/d")}>) = 0",
            $"7 unlink(\"{X("/d/a")}\") = 0",
            "8 +++ exited with 0 +++",
        ];

        var steps = WriteLog.Read(lines, "/d", "/told");

        Assert.That(steps.Select(Tell), Is.EqualTo(new[]
        {
            "created a", "hello at 4096 of a", "told one", "told two", "a synced up to 2", "a is 3 long", "folder synced up to 6", "deleted a",
        }));
    }

    [Test]
    public void What_was_synced_is_in_every_image_and_the_rest_may_be()
    {
        FileStep[] steps =
        [
            new FileStep.Created("a"), new FileStep.FolderSynced(1), new FileStep.Write("a", 0, [1, 1]), new FileStep.Synced("a", 3), new FileStep.Write("a", 1, [2]),
        ];

        var images = Enumerable.Range(0, 200).Select(seed => string.Join(',', CrashImage.At(steps, 5, new Random(seed))["a"])).Distinct().Order();

        Assert.That(images, Is.EqualTo(new[] { "1,1", "1,2" }));
    }

    private static string Tell(FileStep step) => step switch
    {
        FileStep.Created created => $"created {created.File}",
        FileStep.Deleted deleted => $"deleted {deleted.File}",
        FileStep.Write write => $"{Encoding.UTF8.GetString(write.Bytes)} at {write.Offset} of {write.File}",
        FileStep.Length length => $"{length.File} is {length.Bytes} long",
        FileStep.Synced synced => $"{synced.File} synced up to {synced.Began}",
        FileStep.FolderSynced synced => $"folder synced up to {synced.Began}",
        FileStep.Told told => $"told {told.Line}",
        _ => "?",
    };

    /// <summary>As strace -xx writes strings.</summary>
    private static string X(string text) => string.Concat(Encoding.UTF8.GetBytes(text).Select(b => $"\\x{b:x2}"));
}
