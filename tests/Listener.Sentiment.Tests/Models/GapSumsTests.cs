using Listener.Sentiment.Models;

namespace Listener.Sentiment.Tests.Models;

[TestFixture]
public sealed class GapSumsTests
{
    [Test]
    public void Gap_is_known_by_its_letters_and_its_owner_alone()
    {
        const string text = " the end then so the enemy thick fog ";
        int first = text.IndexOf("e e", StringComparison.Ordinal) + 1, again = text.LastIndexOf("e e", StringComparison.Ordinal) + 1;

        Assert.That(GapSums.Key(text, again, 1), Is.EqualTo(GapSums.Key(text, first, 1)).And.Not.Zero);
        Assert.That(GapSums.Key(text, first, 2), Is.Not.EqualTo(GapSums.Key(text, first, 1)));
        Assert.That(GapSums.Key(text, text.IndexOf(" fog", StringComparison.Ordinal), 1), Is.Not.EqualTo(GapSums.Key(text, first, 1)));
    }

    [TestCase(" ab \u03B1 ", 3, 1)] // one byte a letter has no room for Greek
    [TestCase(" ab cd ", 3, 0)] // no owner
    public void What_cannot_be_told_apart_is_not_remembered(string text, int gap, byte owner)
    {
        var (memory, totals) = (new GapSums(4), new int[new GapSums(4).Lanes]);
        ulong key = GapSums.Key(text, gap, owner);

        memory.Keep(key, [1, 2, 3, 4]);

        Assert.That(key, Is.Zero);
        Assert.That(memory.TryAdd(key, totals), Is.False);
        Assert.That(totals, Is.All.Zero);
    }

    [Test]
    public void Sums_are_added_and_a_new_gap_takes_the_place_of_another()
    {
        var memory = new GapSums(2);
        var totals = new int[memory.Lanes];
        ulong key = GapSums.Key(" ab cd ", 3, 1);
        memory.Keep(key, [5, -7]);

        Assert.That(memory.TryAdd(key + 1, totals), Is.False);
        Assert.That(memory.TryAdd(key, totals) && memory.TryAdd(key, totals), Is.True);
        Assert.That(totals[..2], Is.EqualTo(new[] { 10, -14 }));
    }
}
