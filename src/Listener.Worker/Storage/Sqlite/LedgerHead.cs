using System.Buffers.Binary;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>Newest row of one chain.</summary>
/// <param name="Sequence">Its number; 0 before the first.</param>
/// <param name="Mac">Keyed hash over number and chain value, 32 bytes.</param>
internal sealed record ChainHead(long Sequence, byte[] Mac);

/// <summary>Newest rows of both chains.</summary>
internal sealed record ChainHeads(ChainHead Ledger, ChainHead Audit);

/// <summary>
/// File beside the database with the newest row of each chain, written after every commit that made one longer. Whoever cuts rows off the end, or
/// puts back an older copy of the database, is found out by it. It is never ahead of the database, because that is on disk first; it may lag behind
/// after a power cut, which is harmless. Two places are written in turn, so a torn one leaves the other.
/// </summary>
internal sealed class LedgerHead : IDisposable
{
    private const int Place = 512;
    private const int Body = 96;
    private const int Length = Body + 32;
    private const ulong Magic = 0x4C4953_4E48_4541; // "LISNHEA"

    private readonly Microsoft.Win32.SafeHandles.SafeFileHandle _file;
    private readonly LedgerKey _key;
    private ChainHeads _heads;
    private long _turn;

    private LedgerHead(Microsoft.Win32.SafeHandles.SafeFileHandle file, LedgerKey key, ChainHeads heads, long turn)
    {
        _file = file;
        _key = key;
        _heads = heads;
        _turn = turn;
    }

    /// <summary>Heads as they stand in a file; null if it is missing or neither place can be read.</summary>
    public static ChainHeads? Read(string file, LedgerKey key) => Newest(file, key)?.Heads;

    /// <summary>Heads of a database.</summary>
    public static ChainHeads Of(SqliteSession db, LedgerKey key) => new(Of(db, key, LedgerRows.Ledger), Of(db, key, LedgerRows.Audit));

    /// <summary>Writes a new file, on disk when this returns.</summary>
    public static void Create(string file, LedgerKey key, ChainHeads heads)
    {
        using (var stream = new FileStream(file, FileMode.Create, FileAccess.ReadWrite, FileShare.Read))
        {
            stream.SetLength(2 * Place);
            using var head = new LedgerHead(stream.SafeFileHandle, key, heads, 0);
            head.Save(heads.Ledger, heads.Audit);
            stream.Flush(flushToDisk: true);
        }
        StoreFiles.FlushFolder(Path.GetDirectoryName(Path.GetFullPath(file))!);
    }

    /// <summary>Opens a file for writing on; null if it cannot be read.</summary>
    public static LedgerHead? Open(string file, LedgerKey key)
    {
        if (Newest(file, key) is not { } newest)
            return null;
        var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        return new LedgerHead(handle, key, newest.Heads, newest.Turn);
    }

    /// <summary>Heads written last.</summary>
    public ChainHeads Heads => _heads;

    /// <summary>Notes longer chains; null for one that did not grow.</summary>
    /// <exception cref="IOException">The disk refused it; the file keeps what it had.</exception>
    public void Save(ChainHead? ledger, ChainHead? audit)
    {
        _heads = new ChainHeads(ledger ?? _heads.Ledger, audit ?? _heads.Audit);
        _turn++;
        Span<byte> place = stackalloc byte[Length];
        BinaryPrimitives.WriteUInt64BigEndian(place, Magic);
        BinaryPrimitives.WriteInt64BigEndian(place[8..], _turn);
        BinaryPrimitives.WriteInt64BigEndian(place[16..], _heads.Ledger.Sequence);
        _heads.Ledger.Mac.CopyTo(place[24..]);
        BinaryPrimitives.WriteInt64BigEndian(place[56..], _heads.Audit.Sequence);
        _heads.Audit.Mac.CopyTo(place[64..]);
        Seal(_key, place[..Body]).CopyTo(place[Body..]);
        RandomAccess.Write(_file, place, _turn % 2 * Place);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static ChainHead Of(SqliteSession db, LedgerKey key, string table)
    {
        var (sequence, chain) = LedgerRows.Head(db, table);
        return new ChainHead(sequence, LedgerRows.HeadMac(key, table, sequence, chain));
    }

    private static (long Turn, ChainHeads Heads)? Newest(string file, LedgerKey key)
    {
        if (!File.Exists(file))
            return null;
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[2 * Place];
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            return null;
        var (first, second) = (Parse(bytes.AsSpan(0, Length), key), Parse(bytes.AsSpan(Place, Length), key));
        return second is null || first?.Turn > second.Value.Turn ? first : second;
    }

    private static (long Turn, ChainHeads Heads)? Parse(ReadOnlySpan<byte> place, LedgerKey key)
    {
        if (BinaryPrimitives.ReadUInt64BigEndian(place) != Magic || !place[Body..].SequenceEqual(Seal(key, place[..Body])))
            return null;
        return (
            BinaryPrimitives.ReadInt64BigEndian(place[8..]),
            new ChainHeads(
                new ChainHead(BinaryPrimitives.ReadInt64BigEndian(place[16..]), place[24..56].ToArray()),
                new ChainHead(BinaryPrimitives.ReadInt64BigEndian(place[56..]), place[64..96].ToArray())));
    }

    private static byte[] Seal(LedgerKey key, ReadOnlySpan<byte> body) => key.Begin().Add("heads").Add(body.ToArray()).End();
}
