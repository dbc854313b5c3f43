using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Listener.Sentiment.Models;

/// <summary>Finds the row of a feature by its hash: the ascending hashes themselves, and where those with the same leading bits begin.</summary>
/// <remarks>Hashes are evenly spread, so about two to four share their leading bits: one look at eight neighbours decides nearly always.</remarks>
internal sealed class KeyTable
{
    private const int Neighbours = 8;
    private const int FewestBits = 2;
    private readonly uint[] _keys;
    private readonly int[] _starts;
    private readonly int _shift;

    /// <param name="keys">Distinct hashes, ascending, none of them 0; the row is the position. Kept, not copied, unless very short.</param>
    public KeyTable(uint[] keys)
    {
        _keys = keys.Length >= Neighbours ? keys : Padded(keys);
        int bits = Math.Max(FewestBits, BitOperations.Log2((uint)Math.Max(1, keys.Length)) - 1);
        _shift = 32 - bits;
        _starts = new int[1 << bits];
        int last = _keys.Length - Neighbours;
        int row = 0;
        for (int bucket = 0; bucket < _starts.Length; bucket++)
        {
            while (row < keys.Length && keys[row] >> _shift < (uint)bucket)
                row++;
            _starts[bucket] = Math.Min(row, last);
        }
    }

    /// <summary>Row of a hash, -1 if it is not in the table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(uint hash)
    {
        // Every start leaves room for eight keys and a shifted hash is always inside the starts, so bounds checks are left out.
        ref uint keys = ref MemoryMarshal.GetArrayDataReference(_keys);
        int at = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_starts), hash >> _shift);
        uint found = Vector256.Equals(Vector256.LoadUnsafe(ref keys, (nuint)at), Vector256.Create(hash)).ExtractMostSignificantBits();
        if (found != 0)
            return at + BitOperations.TrailingZeroCount(found);
        return Unsafe.Add(ref keys, at + Neighbours - 1) >= hash ? -1 : FindFurther(hash, at + Neighbours);
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
        ref int starts = ref MemoryMarshal.GetArrayDataReference(_starts);
        ref uint keys = ref MemoryMarshal.GetArrayDataReference(_keys);
        foreach (uint hash in hashes)
            Prefetch(ref Unsafe.Add(ref starts, hash >> _shift));
        foreach (uint hash in hashes)
            Prefetch(ref Unsafe.Add(ref keys, Unsafe.Add(ref starts, hash >> _shift)));
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

    /// <summary>Begins to fetch what lies there; a wish, never a fault.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Prefetch<T>(ref T place)
        where T : unmanaged
    {
        if (System.Runtime.Intrinsics.X86.Sse.IsSupported)
            System.Runtime.Intrinsics.X86.Sse.Prefetch0(Unsafe.AsPointer(ref place));
    }

    // Only where hashes are not evenly spread; then it must not become a walk through the whole table.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int FindFurther(uint hash, int from)
    {
        int row = from < _keys.Length ? Array.BinarySearch(_keys, from, _keys.Length - from, hash) : -1;
        return Math.Max(row, -1);
    }

    // Zeros are never found: no hash is 0.
    private static uint[] Padded(uint[] keys)
    {
        var padded = new uint[Neighbours];
        keys.CopyTo(padded, 0);
        return padded;
    }
}
