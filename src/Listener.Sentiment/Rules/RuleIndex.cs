using Listener.Sentiment.Text;

namespace Listener.Sentiment.Rules;

/// <summary>A pattern that may match where a word was found, and what its neighbour must be for that.</summary>
/// <param name="Pattern">Index of the pattern.</param>
/// <param name="Side">1 or -1: the neighbour behind or before the word must pass; 0: no neighbour decides.</param>
/// <param name="Hashes">A bit for each value that the lowest bits of the neighbour's hash may have.</param>
internal readonly record struct RuleCandidate(int Pattern, int Side, ulong Hashes)
{
    private const int Bits = 63;

    /// <summary>A pattern found by its anchor.</summary>
    public static RuleCandidate Of(RulePattern pattern, int index)
    {
        foreach (int side in (ReadOnlySpan<int>)[1, -1])
        {
            ulong hashes = HashesOf(pattern, pattern.Anchor + side);
            if (hashes != 0)
                return new RuleCandidate(index, side, hashes);
        }

        return new RuleCandidate(index, 0, 0);
    }

    /// <summary>False if the pattern cannot match with its anchor at <paramref name="at"/>.</summary>
    public bool MayMatch(ReadOnlySpan<Token> tokens, int at)
    {
        if (Side == 0)
            return true;
        int neighbour = at + Side;
        return (uint)neighbour < (uint)tokens.Length && (Hashes >> (int)(tokens[neighbour].Hash & Bits) & 1) != 0;
    }

    // 0 unless the element is one of several whole words.
    private static ulong HashesOf(RulePattern pattern, int element)
    {
        if (element < 0 || element >= pattern.Elements.Length || pattern.Elements[element].Kind != RuleElementKind.Words)
            return 0;
        ulong hashes = 0;
        foreach (RuleWord word in pattern.Elements[element].Words)
        {
            if (word.IsPrefix || word.IsNumber)
                return 0;
            hashes |= 1UL << (int)(word.Hash & Bits);
        }

        return hashes;
    }
}

/// <summary>Candidates by the hash of a word or of its beginning. Immutable.</summary>
internal sealed class RuleIndex
{
    private readonly RuleCandidate[] _candidates;
    private readonly (uint Hash, int First, int Count)[] _places;

    /// <param name="candidates">Hashes with candidates, those of one hash in the order in which they are to be tried.</param>
    public RuleIndex(IEnumerable<(uint Hash, RuleCandidate Candidate)> candidates)
    {
        IGrouping<uint, RuleCandidate>[] groups = [.. candidates.GroupBy(c => c.Hash, c => c.Candidate)];
        _places = new (uint, int, int)[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(groups.Length * 2) + 1)];
        List<RuleCandidate> all = [];
        foreach (IGrouping<uint, RuleCandidate> group in groups)
        {
            RuleCandidate[] distinct = [.. group.Distinct()];
            _places[PlaceOf(group.Key)] = (group.Key, all.Count, distinct.Length);
            all.AddRange(distinct);
        }

        _candidates = [.. all];
    }

    /// <summary>The candidates of a hash, none if it is not known.</summary>
    public ReadOnlySpan<RuleCandidate> Of(uint hash)
    {
        (_, int first, int count) = _places[PlaceOf(hash)];
        return _candidates.AsSpan(first, count);
    }

    // Place of a hash, or the empty one where it would stand; no hash is 0 and half of the places stay empty.
    private int PlaceOf(uint hash)
    {
        int last = _places.Length - 1;
        var at = (int)(hash & (uint)last);
        while (_places[at].Hash != hash && _places[at].Hash != 0)
            at = (at + 1) & last;
        return at;
    }
}
