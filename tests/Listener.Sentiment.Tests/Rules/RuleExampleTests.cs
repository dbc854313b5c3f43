using Listener.Sentiment.Rules;
using Listener.Sentiment.Text;

namespace Listener.Sentiment.Tests.Rules;

[TestFixture]
public sealed class RuleExampleTests
{
    private static readonly string[] Languages = ["de", "en", "es", "et", "ro", "tr"];

    [TestCaseSource(nameof(Languages))]
    public void Every_rule_matches_its_own_example(string language)
    {
        using TextReader reader = RuleSet.Open(language)!;
        List<string> failures = [];

        foreach (RuleLine line in RuleParser.ReadLines(reader))
        {
            if (!MatchesItsExample(line))
                failures.Add($"line {line.Line}: '{line.Pattern}' does not match '{line.Example}'");
        }

        Assert.That(failures, Is.Empty);
    }

    [TestCaseSource(nameof(Languages))]
    public void Every_language_has_rules_for_every_flag_and_intent_but_other(string language)
    {
        HashSet<string> targets = [.. RuleSet.For(language).Patterns.Select(p => RuleTargets.All[p.Target])];

        Assert.That(targets, Is.SupersetOf(Flags.All.Select(f => "flag:" + f)));
        Assert.That(targets, Is.SupersetOf(Intents.All.Where(i => i != Intents.Other).Select(i => "intent:" + i)));
    }

    private static bool MatchesItsExample(RuleLine line)
    {
        var buffer = new TextBuffer();
        Normaliser.Read(line.Example, buffer);
        var hits = new RuleHits();
        RuleSet.Read(new StringReader(string.Join('\t', line.Target, line.Id, line.Pattern, line.Example))).Match(buffer, hits);
        return hits.All.Count > 0;
    }
}
