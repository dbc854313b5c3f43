using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Listener.Sentiment.Models;

/// <summary>
/// Remembers, for gaps between words read before, the sums of the rows of the letter n-grams that reach across: they depend on three letters
/// on either side. Not thread-safe: one per thread. As <see cref="WordSums"/>, it never grows and never changes an answer.
/// </summary>
/// <param name="lanes">Number of sums.</param>
internal sealed class GapSums(int lanes)
{
    private const int Near = 3;
    private const int KeyBits = 64;
    private const int SlotBits = 16;

    // The key is the last four lanes of a slot, so that a slot is one cache line in the usual case.
    private const int KeyLanes = 4;
    private readonly int _lines = SumLanes.Lines(lanes + KeyLanes);
    private readonly CacheLines _memory = new((1 << SlotBits) * SumLanes.Lines(lanes + KeyLanes));

    /// <summary>Lanes of the totals; those beyond the sums are filled with anything.</summary>
    public int Lanes => _lines * SumLanes.OfLine;

    /// <summary>The letters around a gap as a number; 0 if they cannot be remembered.</summary>
    /// <param name="chars">The folded stream.</param>
    /// <param name="from">First place whose n-grams count.</param>
    /// <param name="gap">Place of the gap.</param>
    /// <param name="owner">What the sums depend on besides the letters, 1 to 255; 0 for nothing to remember.</param>
    public static ulong Key(ReadOnlySpan<char> chars, int from, int gap, byte owner)
    {
        if (owner == 0)
            return 0;
        if (from > gap - Near || chars.Length < gap - Near + Vector128<ushort>.Count)
            return KeyAtEdge(chars, from, gap, owner);
        Vector128<ushort> letters = Vector128.LoadUnsafe(ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(chars)), (nuint)(gap - Near));

        // One byte a letter, the owner in place of the gap; the last of eight letters lies too far off to count.
        Vector128<byte> bytes = Vector128.Narrow(letters, letters);
        const ulong around = 0x00FF_FFFF_00FF_FFFF;
        Vector128<ushort> high = letters & Vector128.Create(0xFF00_FF00_FF00_FF00, 0x0000_FF00_FF00_FF00).AsUInt16();
        return high == Vector128<ushort>.Zero ? (bytes.AsUInt64().ToScalar() & around) | ((ulong)owner << (8 * Near)) : 0;
    }

    /// <summary>Begins to fetch the slot of a key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fetch(ulong key) => KeyTable.Prefetch(ref Slot(key));

    /// <summary>Adds the sums of a gap to <paramref name="totals"/>, <see cref="Lanes"/> wide; false if it is not remembered.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAdd(ulong key, Span<int> totals)
    {
        ref byte slot = ref Slot(key);
        if (KeyOf(ref slot) != key || key == 0)
            return false;
        SumLanes.Add(ref slot, totals);
        return true;
    }

    /// <summary>Remembers a gap in place of the one that had its slot.</summary>
    public void Keep(ulong key, ReadOnlySpan<int> sums)
    {
        if (key == 0)
            return;
        ref byte slot = ref Slot(key);
        SumLanes.Write(sums[..lanes], ref slot);
        KeyOf(ref slot) = key;
    }

    private static ulong KeyAtEdge(ReadOnlySpan<char> chars, int from, int gap, byte owner)
    {
        ulong key = 0;
        for (int i = gap + Near; i >= gap - Near; i--)
        {
            char c = i == gap ? (char)owner : i < from || i >= chars.Length ? '\0' : chars[i];
            if (c > byte.MaxValue)
                return 0;
            key = (key << 8) | c;
        }

        return key;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref byte Slot(ulong key) => ref _memory.At((uint)(key * 0x9E3779B97F4A7C15 >> (KeyBits - SlotBits)) * (uint)_lines);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref ulong KeyOf(ref byte slot) => ref Unsafe.As<byte, ulong>(ref Unsafe.Add(ref slot, (_lines * CacheLines.Size) - sizeof(ulong)));
}
