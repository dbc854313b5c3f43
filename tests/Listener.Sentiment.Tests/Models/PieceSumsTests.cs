using Listener.Sentiment.Models;

namespace Listener.Sentiment.Tests.Models;

[TestFixture]
public sealed class PieceSumsTests
{
    [Test]
    public void Gap_is_known_by_its_letters_and_its_owner_alone()
    {
        const string text = " the end then so the enemy thick fog ";
        int first = text.IndexOf("e e", StringComparison.Ordinal) + 1, again = text.LastIndexOf("e e", StringComparison.Ordinal) + 1;

        Assert.That(PieceKey.OfGap(text, again, 1), Is.EqualTo(PieceKey.OfGap(text, first, 1)).And.Not.EqualTo(PieceKey.None));
        Assert.That(PieceKey.OfGap(text, first, 2), Is.Not.EqualTo(PieceKey.OfGap(text, first, 1)));
        Assert.That(PieceKey.OfGap(text, text.IndexOf(" fog", StringComparison.Ordinal), 1), Is.Not.EqualTo(PieceKey.OfGap(text, first, 1)));
    }

    [Test]
    public void Word_is_known_by_its_letters_and_its_owner_alone()
    {
        PieceKey[] keys = [.. from word in new[] { "a", "b", "aa", "ab", "ba", "țară", "abcdefghijkl", "abcdefghijkm", "bbcdefghijkl" } from owner in new byte[] { 1, 2 } select PieceKey.OfWord(word, owner)];

        Assert.That(keys, Is.Unique.And.None.EqualTo(PieceKey.None));
        Assert.That(PieceKey.OfWord("țară", 2), Is.EqualTo(PieceKey.OfWord("țară".ToCharArray(), 2)));
    }

    [TestCase("слово", 1)] // ten bits a letter have no room for Cyrillic
    [TestCase("abcdefghijklm", 1)] // thirteen letters
    [TestCase("ab", 0)] // no owner
    public void What_cannot_be_told_apart_is_not_remembered(string word, byte owner)
    {
        var memory = new PieceSums(4);
        var totals = new int[memory.Lanes];
        PieceKey key = PieceKey.OfWord(word, owner);

        memory.Keep(key, [1, 2, 3, 4]);

        Assert.That(key, Is.EqualTo(PieceKey.None));
        Assert.That(memory.AddKnown([key], totals).ToArray(), Is.EqualTo(new[] { 0 }));
        Assert.That(totals, Is.All.Zero);
    }

    [TestCase(2)]
    [TestCase(40)] // two cache lines of sums
    public void Sums_of_known_pieces_are_added_and_the_others_are_named(int lanes)
    {
        var memory = new PieceSums(lanes);
        var totals = new int[memory.Lanes];
        PieceKey one = PieceKey.OfWord("one", 1), two = PieceKey.OfWord("two", 1), three = PieceKey.OfWord("three", 1);
        memory.Keep(one, [.. Enumerable.Range(1, lanes)]);
        memory.Keep(three, [.. Enumerable.Repeat(-2000, lanes)]);

        int[] missed = memory.AddKnown([one, two, three, one], totals).ToArray();

        Assert.That(missed, Is.EqualTo(new[] { 1 }));
        Assert.That(totals[..lanes], Is.EqualTo(Enumerable.Range(1, lanes).Select(k => (2 * k) - 2000)));
    }

    [Test]
    public void New_pieces_take_the_place_of_others_and_what_is_known_stays_right()
    {
        var memory = new PieceSums(1);
        PieceKey[] keys = [.. Enumerable.Range(0, 60_000).Select(i => new PieceKey(1, (ulong)i))];
        for (int i = 0; i < keys.Length; i++)
            memory.Keep(keys[i], [i % 30_000]);

        int known = 0;
        var totals = new int[memory.Lanes];
        for (int i = 0; i < keys.Length; i++)
        {
            totals[0] = 0;
            known += 1 - memory.AddKnown([keys[i]], totals).Length;
            Assert.That(totals[0], Is.EqualTo(0).Or.EqualTo(i % 30_000));
        }

        Assert.That(known, Is.InRange(10_000, 16_384));
    }
}
