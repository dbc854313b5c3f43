using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Listener.Sentiment.Models;

/// <summary>Finds the row of a feature by its hash with one fetch: a cache line holds all hashes of one range and the row of the first.</summary>
/// <remarks>Hashes are evenly spread, so a line of fifteen, filled with nine on average, is long enough nearly always.</remarks>
internal sealed class KeyTable
{
    private const int InLine = 15;
    private const int Usual = 9;
    private readonly uint[] _keys;
    private readonly CacheLines _lines;
    private readonly uint _count;

    /// <param name="keys">Distinct hashes, ascending, none of them 0; the row is the position. Kept, not copied.</param>
    public KeyTable(uint[] keys)
    {
        _keys = keys;
        _count = (uint)(keys.Length / Usual) + 1;
        _lines = new CacheLines((int)_count);
        int row = 0;
        for (uint line = 0; line < _count; line++)
        {
            ref uint first = ref Unsafe.As<byte, uint>(ref _lines.At(line));
            first = (uint)row;
            for (int i = 0; row < keys.Length && LineOf(keys[row]) == line; row++, i++)
            {
                if (i < InLine)
                    Unsafe.Add(ref first, i + 1) = keys[row];
            }
        }
    }

    /// <summary>Row of a hash, -1 if it is not in the table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(uint hash)
    {
        ref uint line = ref Unsafe.As<byte, uint>(ref _lines.At(LineOf(hash)));
        Vector256<uint> wanted = Vector256.Create(hash);
        uint found = Vector256.Equals(Vector256.LoadUnsafe(ref line), wanted).ExtractMostSignificantBits()
            | (Vector256.Equals(Vector256.LoadUnsafe(ref line, 8), wanted).ExtractMostSignificantBits() << 8);

        // The first number of a line is a row and no hash.
        found &= ~1u;
        int first = (int)line;
        uint last = Unsafe.Add(ref line, InLine);
        GC.KeepAlive(_lines);
        if (found != 0)
            return first + BitOperations.TrailingZeroCount(found) - 1;
        return last == 0 || last > hash ? -1 : FindFurther(hash, first + InLine);
    }

    /// <summary>
    /// Rows of the hashes that are in the table, one after the other. Fetches from memory are begun for all before the first is needed,
    /// so that they run side by side: the tables are larger than the caches.
    /// </summary>
    /// <param name="hashes">Not more than <paramref name="rows"/> has room for.</param>
    /// <param name="rows">Filled from the front with the rows found and from the back with the hashes not found.</param>
    /// <returns>Number of rows found.</returns>
    public int FindAll(ReadOnlySpan<uint> hashes, Span<int> rows)
    {
        Fetch(hashes);
        int count = 0, missed = rows.Length;
        foreach (uint hash in hashes)
        {
            int row = Find(hash);
            if (row >= 0)
                rows[count++] = row;
            else
                rows[--missed] = (int)hash;
        }

        return count;
    }

    /// <summary>Begins to fetch what tells the rows of these hashes.</summary>
    public void Fetch(ReadOnlySpan<uint> hashes)
    {
        foreach (uint hash in hashes)
            Prefetch(ref _lines.At(LineOf(hash)));
    }

    /// <summary>Begins to fetch what lies there; a wish, never a fault.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Prefetch<T>(ref T place)
        where T : unmanaged
    {
        if (System.Runtime.Intrinsics.X86.Sse.IsSupported)
            System.Runtime.Intrinsics.X86.Sse.Prefetch0(Unsafe.AsPointer(ref place));
    }

    // Equal parts of all hashes, in their order.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint LineOf(uint hash) => (uint)(((ulong)hash * _count) >> 32);

    // A long line is longer by a few hashes; only where they are not evenly spread the rest must not become a walk through the whole table.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int FindFurther(uint hash, int from)
    {
        const int few = 8;
        int row = from, end = Math.Min(from + few, _keys.Length);
        while (row < end && _keys[row] < hash)
            row++;
        if (row == end && row < _keys.Length)
            row = Math.Max(-1, Array.BinarySearch(_keys, row, _keys.Length - row, hash));
        return row >= 0 && row < _keys.Length && _keys[row] == hash ? row : -1;
    }
}
