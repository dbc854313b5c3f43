using Listener.Sentiment.Rules;
using Listener.Sentiment.Text;

namespace Listener.Sentiment.Tests.Rules;

[TestFixture]
public sealed class RulePatternTests
{
    [TestCase("refund", "I want a REFUND now", true)]
    [TestCase("refund", "refunds are late", false)]
    [TestCase("refund*", "refunds are late", true)]
    [TestCase("call|ring me", "please ring me", true)]
    [TestCase("call|ring me", "please write me", false)]
    [TestCase("where is _ order", "where is my order", true)]
    [TestCase("where is _ order", "where is order", false)]
    [TestCase("never ... again", "never buy from you again", true)]
    [TestCase("never ... again", "never again", true)]
    [TestCase("never ... again", "never a b c d again", false)]
    [TestCase("^ how much", "how much is it", true)]
    [TestCase("^ how much", "@shop how much is it", true)] // a leading handle is an address
    [TestCase("^ how much", "and how much is it", false)]
    [TestCase("works $", "now it works", true)]
    [TestCase("works $", "it works not", false)]
    [TestCase("? $", "is it in stock?", true)]
    [TestCase("for #num euro", "for 1.250 euro", true)]
    [TestCase("for #num euro", "for many euro", false)]
    [TestCase("dial now|#num", "dial 0800 1234", true)]
    [TestCase("http free", "http://x.example free", true)]
    [TestCase("@user help", "@brand help", true)]
    [TestCase("e-mail me", "E-Mail me", true)]
    [TestCase("don't work*", "they don’t working", true)]
    [TestCase("schön*", "Schoener? nein, SCHÖNE Sache", true)] // patterns are folded like the text
    public void Pattern_matches_as_documented(string pattern, string text, bool expected)
    {
        var buffer = new TextBuffer();
        Normaliser.Read(text, buffer);
        var hits = new RuleHits();

        RuleSet.Read(new StringReader($"intent:request\tr1\t{pattern}\t{text}")).Match(buffer, hits);

        Assert.That(hits.All.Count > 0, Is.EqualTo(expected));
    }

    [TestCase("intent:nonsense\tr\tword\tword", "unknown target")]
    [TestCase("intent:spam\tr\t^ ... $\tword", "no word")]
    [TestCase("intent:spam\tr\tword", "four columns")]
    public void Faulty_line_is_named(string line, string message) =>
        Assert.That(() => RuleSet.Read(new StringReader(line)), Throws.TypeOf<FormatException>().With.Message.Contains(message));

    [TestCase("intent:spam", 1)]
    [TestCase("cue:positive", 3)] // cues count every place: "great, great, great" says more than "great"
    public void Rule_counts_once_and_a_cue_every_time(string target, int expected)
    {
        var buffer = new TextBuffer();
        Normaliser.Read("win win win", buffer);
        var hits = new RuleHits();

        RuleSet.Read(new StringReader($"{target}\tone\twin\twin\n")).Match(buffer, hits);

        Assert.That(hits.Counts.Sum(), Is.EqualTo(expected));
    }
}
