using System.Numerics;
using Listener.Sentiment.Text;

namespace Listener.Sentiment.Rules;

/// <summary>What words a text holds, as bits: a bit that is not set says that a word is not there.</summary>
/// <param name="Hashes">A bit for each value that the lowest bits of a word's hash have.</param>
/// <param name="Beginnings">A bit for each pair of letters that a word begins with.</param>
internal readonly record struct WordBits(ulong Hashes, ulong Beginnings)
{
    /// <summary>Any word.</summary>
    public static WordBits All => new(ulong.MaxValue, ulong.MaxValue);

    public int Count => BitOperations.PopCount(Hashes) + BitOperations.PopCount(Beginnings);

    /// <summary>The words of a text.</summary>
    public static WordBits Of(TextBuffer text)
    {
        ulong hashes = 0, beginnings = 0;
        ReadOnlySpan<char> chars = text.Chars;
        foreach (ref readonly Token token in text.Tokens)
        {
            hashes |= 1UL << (int)(token.Hash & 63);
            beginnings |= Beginning(chars[token.Start], chars[token.Start + 1]);
        }

        return new WordBits(hashes, beginnings);
    }

    /// <summary>The words that an element of a pattern may be; <see cref="All"/> if it may be almost anything.</summary>
    public static WordBits Of(RuleElement element)
    {
        if (element.Kind != RuleElementKind.Words || Array.Exists(element.Words, w => w.IsNumber || (w.IsPrefix && w.Text.Length < 2)))
            return All;
        ulong hashes = 0, beginnings = 0;
        foreach (RuleWord word in element.Words)
        {
            hashes |= word.IsPrefix ? 0 : 1UL << (int)(word.Hash & 63);
            beginnings |= word.IsPrefix ? Beginning(word.Text[0], word.Text[1]) : 0;
        }

        return new WordBits(hashes, beginnings);
    }

    public bool Share(WordBits other) => ((Hashes & other.Hashes) | (Beginnings & other.Beginnings)) != 0;

    private static ulong Beginning(char first, char second) => 1UL << (int)((((first * 31u) + second) * 0x9E3779B1) >> 26);
}

/// <summary>A pattern that may match where a word was found, and what must stand elsewhere for that.</summary>
/// <param name="Pattern">Index of the pattern.</param>
/// <param name="Side">1 or -1: the neighbour behind or before the word must pass; 0: no neighbour decides.</param>
/// <param name="Hashes">A bit for each value that the lowest bits of the neighbour's hash may have.</param>
/// <param name="Needed">Words of which the text must hold one, besides the word that was found.</param>
internal readonly record struct RuleCandidate(int Pattern, int Side, ulong Hashes, WordBits Needed)
{
    private const int Bits = 63;

    /// <summary>A pattern found by its anchor.</summary>
    public static RuleCandidate Of(RulePattern pattern, int index)
    {
        WordBits needed = pattern.Elements.Where((_, i) => i != pattern.Anchor).Select(WordBits.Of).Append(WordBits.All).MinBy(b => b.Count);
        foreach (int side in (ReadOnlySpan<int>)[1, -1])
        {
            ulong hashes = HashesOf(pattern, pattern.Anchor + side);
            if (hashes != 0)
                return new RuleCandidate(index, side, hashes, needed);
        }

        return new RuleCandidate(index, 0, 0, needed);
    }

    /// <summary>False if the pattern cannot match with its anchor at <paramref name="at"/>.</summary>
    public bool MayMatch(ReadOnlySpan<Token> tokens, WordBits text, int at)
    {
        if (Side == 0)
            return Needed.Share(text);
        int neighbour = at + Side;
        return (uint)neighbour < (uint)tokens.Length && (Hashes >> (int)(tokens[neighbour].Hash & Bits) & 1) != 0 && Needed.Share(text);
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
    private readonly ulong[] _filter = new ulong[512];
    private readonly (uint Hash, int First, int Count)[] _places;

    /// <param name="candidates">Hashes with candidates, those of one hash in the order in which they are to be tried.</param>
    public RuleIndex(IEnumerable<(uint Hash, RuleCandidate Candidate)> candidates)
    {
        IGrouping<uint, RuleCandidate>[] groups = [.. candidates.GroupBy(c => c.Hash, c => c.Candidate)];
        _places = new (uint, int, int)[BitOperations.RoundUpToPowerOf2((uint)(groups.Length * 2) + 1)];
        List<RuleCandidate> all = [];
        foreach (IGrouping<uint, RuleCandidate> group in groups)
        {
            RuleCandidate[] distinct = [.. group.Distinct()];
            _places[PlaceOf(group.Key)] = (group.Key, all.Count, distinct.Length);
            all.AddRange(distinct);
            _filter[FilterOf(group.Key)] |= 1UL << (int)(group.Key & 63);
        }

        _candidates = [.. all];
    }

    /// <summary>The candidates of a hash, none if it is not known.</summary>
    public ReadOnlySpan<RuleCandidate> Of(uint hash)
    {
        if ((_filter[FilterOf(hash)] >> (int)(hash & 63) & 1) == 0)
            return [];
        (_, int first, int count) = _places[PlaceOf(hash)];
        return _candidates.AsSpan(first, count);
    }

    private static int FilterOf(uint hash) => (int)(hash >> 6) & 511;

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
