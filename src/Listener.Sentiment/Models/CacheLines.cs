using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Listener.Sentiment.Models;

/// <summary>
/// Zeroed memory that begins at a cache line and never moves: what fits in one line costs one fetch. It lies outside the collected heap,
/// because the collector lets garbage grow in proportion to the large arrays that live.
/// </summary>
internal sealed unsafe class CacheLines : SafeHandle
{
    /// <summary>Bytes of one line.</summary>
    public const int Size = 64;

    private readonly byte* _first;

    /// <param name="count">Number of lines.</param>
    public CacheLines(int count)
        : base(0, ownsHandle: true)
    {
        SetHandle((nint)NativeMemory.AllocZeroed((nuint)count + 1, Size));
        _first = (byte*)((handle + Size - 1) & ~(nint)(Size - 1));
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The first byte of a line; the caller keeps to the lines that there are, and keeps this object alive while it uses them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref byte At(uint line) => ref Unsafe.AsRef<byte>(_first + ((nint)line * Size));

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMemory.Free((void*)handle);
        return true;
    }
}
