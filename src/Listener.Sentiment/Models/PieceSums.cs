using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Listener.Sentiment.Models;

/// <summary>Remembers, for pieces of text read before, the sums of the rows of their letter n-grams. Not thread-safe: one per thread.</summary>
/// <remarks>
/// The sums are whole numbers, so adding them piece by piece gives what adding them n-gram by n-gram gives. A new piece takes the place of
/// another: the memory never grows and never changes an answer. A piece may lie in any of four slots, whose keys fill one cache line; the
/// sums of a slot are 16-bit numbers that begin at a cache line, one line in the usual case.
/// </remarks>
/// <param name="lanes">Number of sums.</param>
internal sealed class PieceSums(int lanes)
{
    /// <summary>Most pieces in one call.</summary>
    public const int MostPieces = 64;

    private const int Ways = 4;
    private const int SetBits = 12;
    private const int LanesOfLine = CacheLines.Size / sizeof(short);
    private readonly int _lines = LinesOf(lanes);
    private readonly CacheLines _keys = new(1 << SetBits);
    private readonly CacheLines _sums = new((Ways << SetBits) * LinesOf(lanes));
    private readonly int[] _known = new int[MostPieces];
    private readonly int[] _missed = new int[MostPieces];
    private int _turn;

    /// <summary>Lanes of the totals: those of the sums, rounded up to whole cache lines.</summary>
    public int Lanes => _lines * LanesOfLine;

    /// <summary>Begins to fetch what tells whether a piece is known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fetch(PieceKey key) => KeyTable.Prefetch(ref _keys.At(SetOf(key)));

    /// <summary>Adds the sums of the known pieces to <paramref name="totals"/>, <see cref="Lanes"/> wide.</summary>
    /// <param name="keys">At most <see cref="MostPieces"/>, fetched before.</param>
    /// <param name="totals">Sums so far.</param>
    /// <returns>Indices of the pieces that are not known, ascending; valid until the next call.</returns>
    public ReadOnlySpan<int> AddKnown(ReadOnlySpan<PieceKey> keys, Span<int> totals)
    {
        int known = 0, missed = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            int slot = Find(keys[i]);
            if (slot < 0)
            {
                _missed[missed++] = i;
                continue;
            }

            _known[known++] = slot;
            KeyTable.Prefetch(ref _sums.At((uint)(slot * _lines)));
        }

        Add(_known.AsSpan(0, known), totals);
        GC.KeepAlive(this);
        return _missed.AsSpan(0, missed);
    }

    /// <summary>Remembers a piece in place of one of the four that share its line.</summary>
    /// <param name="key">Its key; <see cref="PieceKey.None"/> is passed over.</param>
    /// <param name="sums">Its sums, all within 16 bits.</param>
    public void Keep(PieceKey key, ReadOnlySpan<int> sums)
    {
        if (key.IsNone)
            return;
        uint set = SetOf(key);
        int way = FreeWay(set);
        KeysOf(set)[way] = key;
        ref short lane = ref Unsafe.As<byte, short>(ref _sums.At((uint)(((set * Ways) + way) * _lines)));
        for (int k = 0; k < sums.Length; k++)
            Unsafe.Add(ref lane, k) = (short)sums[k];
        GC.KeepAlive(this);
    }

    private static int LinesOf(int lanes) => (lanes + LanesOfLine - 1) / LanesOfLine;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint SetOf(PieceKey key)
    {
        ulong mixed = ((key.Low * 0x9E3779B97F4A7C15) ^ key.High) * 0xD6E8FEB86659FD93;
        return (uint)(mixed >> (64 - SetBits));
    }

    // None is never kept, so it finds only slots that were never filled.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Find(PieceKey key)
    {
        uint set = SetOf(key);
        ref PieceKey first = ref Unsafe.As<byte, PieceKey>(ref _keys.At(set));
        for (int way = 0; way < Ways; way++)
        {
            if (Unsafe.Add(ref first, way) == key)
                return key.IsNone ? -1 : ((int)set * Ways) + way;
        }

        return -1;
    }

    private int FreeWay(uint set)
    {
        Span<PieceKey> keys = KeysOf(set);
        for (int way = 0; way < Ways; way++)
        {
            if (keys[way].IsNone)
                return way;
        }

        return _turn++ & (Ways - 1);
    }

    private Span<PieceKey> KeysOf(uint set) => MemoryMarshal.CreateSpan(ref Unsafe.As<byte, PieceKey>(ref _keys.At(set)), Ways);

    // The totals of one line of sums stay in registers.
    private void Add(ReadOnlySpan<int> slots, Span<int> totals)
    {
        for (int line = 0; line < _lines; line++)
        {
            ref int total = ref MemoryMarshal.GetReference(totals.Slice(line * LanesOfLine, LanesOfLine));
            Vector256<int> a = Vector256.LoadUnsafe(ref total), b = Vector256.LoadUnsafe(ref total, 8);
            Vector256<int> c = Vector256.LoadUnsafe(ref total, 16), d = Vector256.LoadUnsafe(ref total, 24);
            foreach (int slot in slots)
            {
                ref short lane = ref Unsafe.As<byte, short>(ref _sums.At((uint)((slot * _lines) + line)));
                (Vector256<short> low, Vector256<short> high) = (Vector256.LoadUnsafe(ref lane), Vector256.LoadUnsafe(ref lane, 16));
                a += Vector256.WidenLower(low);
                b += Vector256.WidenUpper(low);
                c += Vector256.WidenLower(high);
                d += Vector256.WidenUpper(high);
            }

            a.StoreUnsafe(ref total);
            b.StoreUnsafe(ref total, 8);
            c.StoreUnsafe(ref total, 16);
            d.StoreUnsafe(ref total, 24);
        }
    }
}
