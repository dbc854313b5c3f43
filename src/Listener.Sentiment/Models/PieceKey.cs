using System.Runtime.CompilerServices;

namespace Listener.Sentiment.Models;

/// <summary>Everything that the sums of a piece of text depend on, as one number: pieces of equal keys have equal sums, always.</summary>
internal readonly record struct PieceKey(ulong High, ulong Low)
{
    /// <summary>Longer words have no key. Sums of so few rows of bytes fit in 16 bits.</summary>
    public const int LongestWord = 12;

    private const int LetterBits = 10;
    private const int OwnerShift = 56;

    /// <summary>A piece that cannot be remembered.</summary>
    public static PieceKey None => default;

    public bool IsNone => (High | Low) == 0;

    /// <summary>Key of a word; <see cref="None"/> if it is too long or holds letters beyond Latin and Greek.</summary>
    /// <param name="word">The letters, at least one.</param>
    /// <param name="owner">What the sums depend on besides the letters, 1 to 255; 0 for nothing to remember.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PieceKey OfWord(ReadOnlySpan<char> word, byte owner)
    {
        if (word.Length > LongestWord || owner == 0)
            return None;
        ulong high = 0, low = 0;
        int all = 0;
        foreach (char c in word)
        {
            high = (high << LetterBits) | (low >> (64 - LetterBits));
            low = (low << LetterBits) | c;
            all |= c;
        }

        return all >> LetterBits == 0 ? new PieceKey(high | ((ulong)owner << OwnerShift), low) : None;
    }

    /// <summary>Key of a gap between words: of <see cref="NewPieces.Near"/> letters on either side.</summary>
    /// <param name="chars">The folded stream, with at least two characters before the gap and one behind it.</param>
    /// <param name="gap">Place of the gap.</param>
    /// <param name="owner">As for words.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PieceKey OfGap(ReadOnlySpan<char> chars, int gap, byte owner)
    {
        char second = gap + 2 < chars.Length ? chars[gap + 2] : '\0';
        return owner == 0 ? None : new PieceKey(owner, ((ulong)chars[gap - 2] << 48) | ((ulong)chars[gap - 1] << 32) | ((ulong)chars[gap + 1] << 16) | second);
    }
}
