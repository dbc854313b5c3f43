using System.Numerics;
using System.Runtime.CompilerServices;

namespace Listener.Sentiment.Models;

/// <summary>Finds the row of a feature by its hash: open addressing, at most half full, keys and rows side by side.</summary>
internal sealed class KeyTable
{
    private readonly ulong[] _slots;
    private readonly uint _mask;

    /// <param name="keys">Distinct hashes, none of them 0; the row is the position.</param>
    public KeyTable(ReadOnlySpan<uint> keys)
    {
        _slots = new ulong[BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, keys.Length * 2))];
        _mask = (uint)_slots.Length - 1;
        for (int row = 0; row < keys.Length; row++)
        {
            uint at = keys[row] & _mask;
            while (_slots[at] != 0)
                at = (at + 1) & _mask;
            _slots[at] = ((ulong)(uint)row << 32) | keys[row];
        }
    }

    /// <summary>Row of a hash, -1 if it is not in the table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(uint hash)
    {
        ulong[] slots = _slots;
        uint at = hash & _mask;
        while (true)
        {
            ulong slot = slots[at];
            if ((uint)slot == hash)
                return (int)(slot >> 32);
            if (slot == 0)
                return -1;
            at = (at + 1) & _mask;
        }
    }
}
