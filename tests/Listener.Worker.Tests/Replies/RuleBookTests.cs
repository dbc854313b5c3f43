using Listener.Worker.Replies.Guards;

namespace Listener.Worker.Tests.Replies;

/// <summary>Every word list proves itself on its own examples.</summary>
[TestFixture]
public sealed class RuleBookTests
{
    private static readonly RuleBooks Books = RuleBooks.Load();

    private static IEnumerable<TestCaseData> Hits() => Examples(l => l.Hits);

    private static IEnumerable<TestCaseData> Misses() => Examples(l => l.Misses);

    [Test]
    public void Six_languages_have_a_book() =>
        Assert.That(Books.All.Select(b => b.Language), Is.EquivalentTo(new[] { "de", "en", "es", "et", "ro", "tr" }));

    [TestCaseSource(nameof(Hits))]
    public void A_list_finds_its_hits(string language, string list, string sentence) =>
        Assert.That(ListOf(language, list).Phrases.FindIn(Folding.Words(sentence)), Is.Not.Null);

    [TestCaseSource(nameof(Misses))]
    public void A_list_leaves_its_misses_alone(string language, string list, string sentence) =>
        Assert.That(ListOf(language, list).Phrases.FindIn(Folding.Words(sentence)), Is.Null);

    [TestCase("İADE", "iade")]
    [TestCase("ıade", "iade")]
    [TestCase("Grüße", "gruße")]
    [TestCase("ÕHTUST", "ohtust")]
    [TestCase("înțelegem", "intelegem")]
    [TestCase("înţelegem", "intelegem")] // the older cedilla letter
    public void Words_are_compared_without_marks(string word, string folded) =>
        Assert.That(Folding.Words(word), Is.EqualTo(new[] { folded }));

    private static IEnumerable<TestCaseData> Examples(Func<RuleList, IReadOnlyList<string>> of) =>
        from book in Books.All
        from list in Lists(book)
        from sentence in of(list.List)
        select new TestCaseData(book.Language, list.Name, sentence);

    private static RuleList ListOf(string language, string name) => Lists(Books.Find(language)!).Single(l => l.Name == name).List;

    private static IEnumerable<(string Name, RuleList List)> Lists(RuleBook book) =>
    [
        (nameof(book.Diversion), book.Diversion), (nameof(book.Promise), book.Promise), (nameof(book.AskPrivate), book.AskPrivate),
        (nameof(book.Empathy), book.Empathy), (nameof(book.Greeting), book.Greeting), (nameof(book.Informal), book.Informal),
        (nameof(book.Profanity), book.Profanity),
    ];
}
