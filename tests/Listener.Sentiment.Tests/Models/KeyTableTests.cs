using Listener.Sentiment.Models;

namespace Listener.Sentiment.Tests.Models;

[TestFixture]
public sealed class KeyTableTests
{
    [TestCase(0)]
    [TestCase(1)]
    [TestCase(7)]
    [TestCase(8)]
    [TestCase(9)]
    [TestCase(1000)]
    [TestCase(20_000)]
    public void Every_key_is_found_and_nothing_else(int count)
    {
        var random = new Random(count);
        uint[] keys = [.. Enumerable.Range(0, count).Select(_ => (uint)random.NextInt64(1, uint.MaxValue)).Distinct().Order()];
        var table = new KeyTable(keys);

        Assert.That(keys.Select(k => table.Find(k)), Is.EqualTo(Enumerable.Range(0, keys.Length)));
        Assert.That(keys.Where(k => !keys.Contains(k + 1)).Take(100).Select(k => table.Find(k + 1)), Is.All.EqualTo(-1));
        Assert.That(table.Find(uint.MaxValue), Is.EqualTo(-1));
    }

    // A file may hold keys that are not spread evenly; then many share their leading bits.
    [Test]
    public void Keys_that_lie_close_together_are_found()
    {
        uint[] keys = [.. Enumerable.Range(0, 500).Select(i => 0x80000000u + ((uint)i * 2)), uint.MaxValue];
        var table = new KeyTable(keys);

        Assert.That(keys.Select(k => table.Find(k)), Is.EqualTo(Enumerable.Range(0, keys.Length)));
        Assert.That(keys[..^1].Select(k => table.Find(k + 1)), Is.All.EqualTo(-1));
    }

    [Test]
    public void Rows_found_come_from_the_front_and_hashes_missed_from_the_back()
    {
        var table = new KeyTable([.. Enumerable.Range(1, 20).Select(i => (uint)i * 10)]);
        var rows = new int[5];

        int found = table.FindAll([10, 11, 200, 12], rows);

        Assert.That(found, Is.EqualTo(2));
        Assert.That(rows, Is.EqualTo(new[] { 0, 19, 0, 12, 11 }));
    }
}
