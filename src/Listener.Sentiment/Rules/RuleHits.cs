using System.Runtime.InteropServices;

namespace Listener.Sentiment.Rules;

/// <summary>Rules that matched one text. Not thread-safe, reused.</summary>
internal sealed class RuleHits
{
    private const int MostKept = 256;
    private readonly List<(RulePattern Rule, int End)> _hits = new(32);

    /// <summary>Matches per target: every place of a cue, every line of the other rules once.</summary>
    public int[] Counts { get; } = new int[RuleTargets.All.Count];

    /// <summary>The rules that matched, with the index of the token after the match.</summary>
    public IReadOnlyList<(RulePattern Rule, int End)> All => _hits;

    /// <summary>The same as <see cref="All"/>, to walk through without an enumerator; valid until the next change.</summary>
    public ReadOnlySpan<(RulePattern Rule, int End)> AsSpan() => CollectionsMarshal.AsSpan(_hits);

    public void Clear()
    {
        _hits.Clear();
        Array.Clear(Counts);
    }

    public void Add(RulePattern rule, int end)
    {
        // A long text of one cue must not cost quadratic time; what is beyond the bound would not change the outcome.
        if (_hits.Count == MostKept)
            return;
        bool known = false;
        foreach ((RulePattern other, int otherEnd) in AsSpan())
        {
            if (ReferenceEquals(other, rule) && otherEnd == end)
                return;
            known |= ReferenceEquals(other, rule);
        }

        _hits.Add((rule, end));
        Counts[rule.Target] += known && !RuleTargets.IsCue(rule.Target) ? 0 : 1;
    }
}
