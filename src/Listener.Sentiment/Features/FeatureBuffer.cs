using System.Runtime.CompilerServices;

namespace Listener.Sentiment.Features;

/// <summary>Hashed n-grams of one text, extracted once and read by every model. Not thread-safe.</summary>
internal sealed class FeatureBuffer
{
    private uint[] _words = new uint[512];
    private uint[] _chars = new uint[4096];
    private uint[] _plain = new uint[4096];

    /// <summary>Word n-grams.</summary>
    public ReadOnlySpan<uint> Words => _words.AsSpan(0, WordCount);

    /// <summary>Letter n-grams of the folded stream.</summary>
    public ReadOnlySpan<uint> Chars => _chars.AsSpan(0, CharCount);

    /// <summary>Letter n-grams of the unfolded stream and whole unfolded words, for language identification.</summary>
    public ReadOnlySpan<uint> Plain => _plain.AsSpan(0, PlainCount);

    /// <summary>Dense features; see <see cref="DenseLayout"/>.</summary>
    public float[] Dense { get; } = new float[DenseLayout.Count];

    public int WordCount { get; private set; }

    public int CharCount { get; private set; }

    public int PlainCount { get; private set; }

    public void Clear()
    {
        WordCount = CharCount = PlainCount = 0;
        Array.Clear(Dense);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddWord(uint hash)
    {
        if (WordCount == _words.Length)
            Array.Resize(ref _words, _words.Length * 2);
        _words[WordCount++] = hash;
    }

    /// <summary>Room for <paramref name="count"/> letter n-grams; fill it and call <see cref="SetChars"/>.</summary>
    public Span<uint> RoomForChars(int count) => Room(ref _chars, count);

    /// <summary>Room for <paramref name="count"/> n-grams of the unfolded stream.</summary>
    public Span<uint> RoomForPlain(int count) => Room(ref _plain, count);

    public void SetChars(int count) => CharCount = count;

    public void SetPlain(int count) => PlainCount = count;

    private static Span<uint> Room(ref uint[] array, int count)
    {
        if (array.Length < count)
            array = new uint[Math.Max(count, array.Length * 2)];
        return array;
    }
}
