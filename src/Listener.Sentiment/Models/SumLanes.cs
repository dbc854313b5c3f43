using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Listener.Sentiment.Models;

/// <summary>Sums of few rows as 16-bit numbers in whole cache lines, added to 32-bit totals of the same number of lanes.</summary>
internal static class SumLanes
{
    /// <summary>16-bit lanes of one cache line.</summary>
    public const int OfLine = CacheLines.Size / sizeof(short);

    /// <summary>Cache lines for so many lanes.</summary>
    public static int Lines(int lanes) => (lanes + OfLine - 1) / OfLine;

    /// <summary>Adds the lanes that begin at <paramref name="sums"/> to <paramref name="totals"/>, whose length is a multiple of <see cref="OfLine"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref byte sums, Span<int> totals)
    {
        ref short lane = ref Unsafe.As<byte, short>(ref sums);
        ref int total = ref MemoryMarshal.GetReference(totals);
        for (nuint k = 0; k < (nuint)totals.Length; k += 16)
        {
            Vector256<short> narrow = Vector256.LoadUnsafe(ref lane, k);
            (Vector256.LoadUnsafe(ref total, k) + Vector256.WidenLower(narrow)).StoreUnsafe(ref total, k);
            (Vector256.LoadUnsafe(ref total, k + 8) + Vector256.WidenUpper(narrow)).StoreUnsafe(ref total, k + 8);
        }
    }

    /// <summary>Writes sums, all within 16 bits, as lanes.</summary>
    public static void Write(ReadOnlySpan<int> sums, ref byte to)
    {
        ref short lane = ref Unsafe.As<byte, short>(ref to);
        for (int k = 0; k < sums.Length; k++)
            Unsafe.Add(ref lane, k) = (short)sums[k];
    }
}
