using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Listener.Sentiment.Models;

/// <summary>Remembers, for words read before, the sums of the rows of the letter n-grams inside each word. Not thread-safe: one per thread.</summary>
/// <remarks>
/// The sums are whole numbers, so adding them word by word gives what adding them n-gram by n-gram gives. Words are compared letter by
/// letter, never by hash alone. A new word takes the place of another: the memory never grows and never changes an answer.
/// </remarks>
/// <param name="lanes">Number of sums.</param>
internal sealed class WordSums(int lanes)
{
    /// <summary>Longer words are not remembered. Sums of so few rows of bytes fit in 16 bits.</summary>
    public const int LongestWord = 24;

    private const uint Slots = 16384;
    private readonly int _sumLines = SumLanes.Lines(lanes);

    // A slot is the lines of the sums and one line with the word.
    private readonly CacheLines _memory = new((int)Slots * (SumLanes.Lines(lanes) + 1));

    /// <summary>Lanes of the totals: a multiple of those of a cache line.</summary>
    public int Lanes => _sumLines * SumLanes.OfLine;

    /// <summary>Begins to fetch the slot of a word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fetch(uint hash)
    {
        KeyTable.Prefetch(ref Sums(hash));
        KeyTable.Prefetch(ref Unsafe.Add(ref Sums(hash), _sumLines * CacheLines.Size));
    }

    /// <summary>Adds the sums of a word to <paramref name="totals"/>; false if the word is not remembered.</summary>
    /// <param name="word">The letters.</param>
    /// <param name="hash">A hash of the letters.</param>
    /// <param name="owner">What the sums depend on besides the letters, 1 to 255.</param>
    /// <param name="totals">Sums so far, <see cref="Lanes"/> wide.</param>
    /// <param name="grams">N-grams inside the word, found or not.</param>
    public bool TryAdd(ReadOnlySpan<char> word, uint hash, byte owner, Span<int> totals, out int grams)
    {
        ref byte sums = ref Sums(hash);
        ref Word kept = ref WordOf(ref sums);
        grams = kept.Grams;
        bool isKnown = kept.Hash == hash && kept.Length == word.Length && kept.Owner == owner
            && word.SequenceEqual(MemoryMarshal.CreateReadOnlySpan(ref Letters(ref kept), word.Length));
        if (isKnown)
            SumLanes.Add(ref sums, totals);
        GC.KeepAlive(_memory);
        return isKnown;
    }

    /// <summary>Remembers a word in place of the one that had its slot; one that is too long is passed over.</summary>
    public void Keep(ReadOnlySpan<char> word, uint hash, byte owner, ReadOnlySpan<int> sums, int grams)
    {
        if (word.Length > LongestWord || owner == 0)
            return;
        ref byte slot = ref Sums(hash);
        SumLanes.Write(sums[..lanes], ref slot);
        ref Word kept = ref WordOf(ref slot);
        kept = new Word { Hash = hash, Grams = (short)grams, Length = (byte)word.Length, Owner = owner };
        word.CopyTo(MemoryMarshal.CreateSpan(ref Letters(ref kept), LongestWord));
        GC.KeepAlive(_memory);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref byte Sums(uint hash) => ref _memory.At(hash % Slots * (uint)(_sumLines + 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Word WordOf(ref byte sums) => ref Unsafe.As<byte, Word>(ref Unsafe.Add(ref sums, _sumLines * CacheLines.Size));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref char Letters(ref Word word) => ref Unsafe.As<Word, char>(ref Unsafe.Add(ref word, 1));

    // The letters follow in the same line.
    private struct Word
    {
        public uint Hash;
        public short Grams;
        public byte Length;
        public byte Owner;
    }
}
