using System.Collections.Frozen;

namespace Listener.Sentiment.Rules;

/// <summary>What a rule can speak for: intents, topics, flags and cues, each with its prefix.</summary>
internal static class RuleTargets
{
    private static readonly string[] Cues =
    [
        "negation", "intensifier", "diminisher", "irony", "contrast", "question", "comparative", "politeness", "positive", "negative",
    ];

    /// <summary>All targets; their order is part of the model format.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Cues.Select(c => "cue:" + c), .. Intents.All.Select(i => "intent:" + i), .. Topics.All.Select(t => "topic:" + t),
        .. Flags.All.Select(f => "flag:" + f),
    ];

    private static readonly FrozenDictionary<string, int> Indices =
        All.Select((name, index) => (name, index)).ToFrozenDictionary(p => p.name, p => p.index, StringComparer.Ordinal);

    /// <summary>True for cues, which tell how something is said and not what.</summary>
    public static bool IsCue(int target) => target < Cues.Length;

    /// <summary>Position of a target in <see cref="All"/>, -1 if there is no such target.</summary>
    public static int IndexOf(string target) => Indices.GetValueOrDefault(target, -1);
}
