using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Listener.Sentiment.Models;

/// <summary>Zeroed memory that begins at a cache line: what fits in one line costs one fetch. Should the collector ever move it, it is only slower.</summary>
internal sealed class CacheLines
{
    /// <summary>Bytes of one line.</summary>
    public const int Size = 64;

    private readonly byte[] _room;
    private readonly int _first;

    /// <param name="count">Number of lines.</param>
    public CacheLines(int count)
    {
        _room = new byte[(count + 1) * Size];
        _first = FirstOf(_room);
    }

    /// <summary>The first byte of a line; the caller keeps to the lines that there are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref byte At(uint line) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_room), _first + ((nint)line * Size));

    private static unsafe int FirstOf(byte[] room)
    {
        var address = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(room));
        return (int)(-address & (Size - 1));
    }
}
