using Listener.Sentiment.Rules;
using Listener.Sentiment.Tests.Support;
using Listener.Sentiment.Text;

namespace Listener.Sentiment.Tests.Rules;

/// <summary>The index leaves out only what could not match.</summary>
[TestFixture]
public sealed class RuleIndexTests
{
    [Test]
    public void Rules_found_are_those_found_by_trying_every_rule_everywhere([Values("de", "en", "es", "et", "ro", "tr")] string language)
    {
        var (buffer, hits, rules) = (new TextBuffer(), new RuleHits(), RuleSet.For(language));

        foreach (string line in File.ReadLines(RepositoryFiles.Authored(language)).Skip(1))
        {
            Normaliser.Read(line.Split('\t')[2], buffer);
            hits.Clear();
            rules.Match(buffer, hits);

            Assert.That(hits.All, Is.EquivalentTo(TriedEverywhere(rules, buffer)), line);
        }
    }

    private static HashSet<(RulePattern Rule, int End)> TriedEverywhere(RuleSet rules, TextBuffer buffer)
    {
        HashSet<(RulePattern, int)> found = new(new SameRule());
        for (int at = 0; at < buffer.TokenCount; at++)
        {
            foreach (RulePattern rule in rules.Patterns)
            {
                if (IsAnchor(rule, buffer, at) && rule.Matches(buffer, at, out int end))
                    found.Add((rule, end));
            }
        }

        return found;
    }

    private static bool IsAnchor(RulePattern rule, TextBuffer buffer, int at) => Array.Exists(
        rule.Elements[rule.Anchor].Words, w => w.Matches(buffer, buffer.Tokens[at]) && (!w.IsPrefix || buffer.Tokens[at].Kind == TokenKind.Word));

    // As the rules are told apart when hits are counted: by reference.
    private sealed class SameRule : IEqualityComparer<(RulePattern Rule, int End)>
    {
        public bool Equals((RulePattern Rule, int End) x, (RulePattern Rule, int End) y) => ReferenceEquals(x.Rule, y.Rule) && x.End == y.End;

        public int GetHashCode((RulePattern Rule, int End) obj) => HashCode.Combine(obj.Rule.Id, obj.End);
    }
}
