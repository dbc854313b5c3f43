using Listener.Worker.Domain;

namespace Listener.Worker.Replies.Guards;

/// <summary>Customers see each other's replies: the same text again looks like a machine.</summary>
internal sealed class RepetitionGuard : IReplyGuard
{
    private const double NearlyTheSame = 0.7;
    private const int FewestWords = 5;

    public string Rule => "repetition";

    public GuardFinding? Check(GuardInput input)
    {
        if (input.RecentReplies.Count == 0 || input.Words.Count < FewestWords)
            return null;
        var own = Pairs(input.Words);
        return input.RecentReplies.Any(other => Likeness(own, Pairs(Folding.Words(other))) >= NearlyTheSame)
            ? new GuardFinding(Rule, GuardVerdict.Warn, Phrase.Of("guard.repetition"))
            : null;
    }

    private static HashSet<(string, string)> Pairs(IReadOnlyList<string> words)
    {
        var pairs = new HashSet<(string, string)>(words.Count);
        for (var i = 1; i < words.Count; i++)
            pairs.Add((words[i - 1], words[i]));
        return pairs;
    }

    // Jaccard index of word pairs.
    private static double Likeness(HashSet<(string, string)> one, HashSet<(string, string)> other)
    {
        if (one.Count == 0 || other.Count == 0)
            return 0;
        var shared = one.Count(other.Contains);
        return (double)shared / (one.Count + other.Count - shared);
    }
}
