using System.Runtime.CompilerServices;

namespace Listener.Sentiment.Text;

/// <summary>Normalised text, reused from call to call: folded stream, tokens, and the unfolded stream for language identification.</summary>
/// <remarks>Not thread-safe: one per thread. Grows to the longest text read (bounded by the reading limit) and stays there.</remarks>
internal sealed class TextBuffer
{
    /// <summary>Stands for a web address in <see cref="Chars"/>.</summary>
    public const char UrlMark = '\u0001';

    /// <summary>Stands for a handle in <see cref="Chars"/>.</summary>
    public const char UserMark = '\u0002';

    private char[] _chars = new char[1024];
    private char[] _plain = new char[1024];
    private Token[] _tokens = new Token[128];

    /// <summary>Folded tokens, each surrounded by one space.</summary>
    public ReadOnlySpan<char> Chars => _chars.AsSpan(0, CharCount);

    /// <summary>Lower-cased words with their diacritics, each surrounded by one space.</summary>
    public ReadOnlySpan<char> Plain => _plain.AsSpan(0, PlainCount);

    /// <summary>Tokens in reading order.</summary>
    public ReadOnlySpan<Token> Tokens => _tokens.AsSpan(0, TokenCount);

    public int CharCount { get; private set; }

    public int PlainCount { get; private set; }

    public int TokenCount { get; private set; }

    /// <summary>Letters read, for "too short to tell the language".</summary>
    public int Letters { get; set; }

    /// <summary>Number of ellipses (two or more stops in a row).</summary>
    public int Ellipses { get; set; }

    /// <summary>Number of hashtags.</summary>
    public int Hashtags { get; set; }

    /// <summary>The text was longer than the reading limit.</summary>
    public bool WasCut { get; set; }

    public void Clear()
    {
        _chars[0] = ' ';
        _plain[0] = ' ';
        CharCount = PlainCount = 1;
        TokenCount = Letters = Ellipses = Hashtags = 0;
        WasCut = false;
    }

    /// <summary>Text of a token in the folded stream.</summary>
    public ReadOnlySpan<char> TextOf(in Token token) => _chars.AsSpan(token.Start, token.Length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(char c)
    {
        if (CharCount == _chars.Length)
            Array.Resize(ref _chars, _chars.Length * 2);
        _chars[CharCount++] = c;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AppendPlain(char c)
    {
        if (PlainCount == _plain.Length)
            Array.Resize(ref _plain, _plain.Length * 2);
        _plain[PlainCount++] = c;
    }

    /// <summary>Ends the token that began at <paramref name="start"/>, unless it is empty.</summary>
    public void EndToken(int start, TokenKind kind, int run, bool upper, bool isBreak)
    {
        int length = CharCount - start;
        if (length == 0)
            return;
        if (TokenCount == _tokens.Length)
            Array.Resize(ref _tokens, _tokens.Length * 2);
        uint hash = Hashing.Of(_chars.AsSpan(start, length));
        _tokens[TokenCount++] = new Token(start, length, kind, hash, run, upper, isBreak);
        Append(' ');
    }
}
