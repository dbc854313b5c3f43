using System.Runtime.CompilerServices;

namespace Listener.Sentiment.Models;

/// <summary>
/// Remembers, for gaps between words read before, the sums of the rows of the letter n-grams that reach across and hold at most two letters
/// of either side: with more letters a gap is rarely met again. Not thread-safe: one per thread. As <see cref="WordSums"/>, it never grows
/// and never changes an answer.
/// </summary>
/// <param name="lanes">Number of sums.</param>
internal sealed class GapSums(int lanes)
{
    /// <summary>Letters on either side.</summary>
    public const int Near = 2;

    private const int KeyBits = 64;
    private const int SlotBits = 14;

    // The key is the last four lanes of a slot, so that a slot is one cache line in the usual case.
    private const int KeyLanes = 4;
    private readonly int _lines = SumLanes.Lines(lanes + KeyLanes);
    private readonly CacheLines _memory = new((1 << SlotBits) * SumLanes.Lines(lanes + KeyLanes));

    /// <summary>Lanes of the totals; those beyond the sums are filled with anything.</summary>
    public int Lanes => _lines * SumLanes.OfLine;

    /// <summary>The letters around a gap as a number; 0 if they cannot be remembered.</summary>
    /// <param name="chars">The folded stream, with at least <see cref="Near"/> characters before the gap and one behind it.</param>
    /// <param name="gap">Place of the gap.</param>
    /// <param name="owner">What the sums depend on besides the letters, 1 to 255; 0 for nothing to remember.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Key(ReadOnlySpan<char> chars, int gap, byte owner)
    {
        char before = chars[gap - 2], last = chars[gap - 1], first = chars[gap + 1];
        char second = gap + Near < chars.Length ? chars[gap + Near] : '\0';
        if (owner == 0 || (before | last | first | second) > byte.MaxValue)
            return 0;
        return before | ((uint)last << 8) | ((uint)first << 16) | ((uint)second << 24) | ((ulong)owner << 32);
    }

    /// <summary>Begins to fetch the slot of a key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fetch(ulong key) => KeyTable.Prefetch(ref Slot(key));

    /// <summary>Adds the sums of a gap to <paramref name="totals"/>, <see cref="Lanes"/> wide; false if it is not remembered.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAdd(ulong key, Span<int> totals)
    {
        ref byte slot = ref Slot(key);
        bool isKnown = KeyOf(ref slot) == key && key != 0;
        if (isKnown)
            SumLanes.Add(ref slot, totals);
        GC.KeepAlive(_memory);
        return isKnown;
    }

    /// <summary>Remembers a gap in place of the one that had its slot.</summary>
    public void Keep(ulong key, ReadOnlySpan<int> sums)
    {
        if (key == 0)
            return;
        ref byte slot = ref Slot(key);
        SumLanes.Write(sums[..lanes], ref slot);
        KeyOf(ref slot) = key;
        GC.KeepAlive(_memory);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref byte Slot(ulong key) => ref _memory.At((uint)(key * 0x9E3779B97F4A7C15 >> (KeyBits - SlotBits)) * (uint)_lines);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref ulong KeyOf(ref byte slot) => ref Unsafe.As<byte, ulong>(ref Unsafe.Add(ref slot, (_lines * CacheLines.Size) - sizeof(ulong)));
}
