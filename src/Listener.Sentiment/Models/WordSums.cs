using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Listener.Sentiment.Models;

/// <summary>Remembers, for words read before, the sums of the rows of the letter n-grams inside each word. Not thread-safe: one per thread.</summary>
/// <remarks>
/// The sums are whole numbers, so adding them word by word gives what adding them n-gram by n-gram gives. Words are compared letter by
/// letter, never by hash alone. A new word takes the place of another: the memory never grows and never changes an answer.
/// </remarks>
internal sealed class WordSums(int width)
{
    /// <summary>Longer words are not remembered. Sums of so few rows of bytes fit in 16 bits.</summary>
    public const int LongestWord = 24;

    private const int Slots = 16384;
    private readonly Slot[] _slots = new Slot[Slots];
    private readonly char[] _words = new char[Slots * LongestWord];
    private readonly short[] _sums = new short[Slots * width];

    /// <summary>Width of the sums, a multiple of 4.</summary>
    public int Width => width;

    /// <summary>Adds the sums of a word to <paramref name="totals"/>; false if the word is not remembered.</summary>
    /// <param name="word">The letters.</param>
    /// <param name="hash">A hash of the letters.</param>
    /// <param name="owner">What the sums depend on besides the letters; compared by reference.</param>
    /// <param name="totals">Sums so far, as wide as the memory.</param>
    /// <param name="grams">N-grams inside the word, found or not.</param>
    public bool TryAdd(ReadOnlySpan<char> word, uint hash, object owner, Span<int> totals, out int grams)
    {
        int at = (int)(hash % Slots);
        ref Slot slot = ref _slots[at];
        grams = slot.Grams;
        if (slot.Hash != hash || slot.Length != word.Length || !ReferenceEquals(slot.Owner, owner)
            || !word.SequenceEqual(_words.AsSpan(at * LongestWord, slot.Length)))
            return false;
        Add(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_sums), at * width), totals);
        return true;
    }

    /// <summary>Remembers a word in place of the one that had its slot; one that is too long is passed over.</summary>
    public void Keep(ReadOnlySpan<char> word, uint hash, object owner, ReadOnlySpan<int> sums, int grams)
    {
        if (word.Length > LongestWord)
            return;
        int at = (int)(hash % Slots);
        _slots[at] = new Slot(owner, hash, (short)word.Length, (short)grams);
        word.CopyTo(_words.AsSpan(at * LongestWord));
        for (int k = 0; k < width; k++)
            _sums[(at * width) + k] = (short)sums[k];
    }

    private static void Add(ref short sums, Span<int> totals)
    {
        ref int total = ref MemoryMarshal.GetReference(totals);
        nuint k = 0;
        for (; k + 8 <= (nuint)totals.Length; k += 8)
        {
            Vector256<int> wide = Vector256.WidenLower(Vector128.LoadUnsafe(ref sums, k).ToVector256Unsafe());
            (Vector256.LoadUnsafe(ref total, k) + wide).StoreUnsafe(ref total, k);
        }

        for (; k < (nuint)totals.Length; k++)
            Unsafe.Add(ref total, k) += Unsafe.Add(ref sums, k);
    }

    private readonly record struct Slot(object? Owner, uint Hash, short Length, short Grams);
}
