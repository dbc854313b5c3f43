namespace Listener.Sentiment.Text;

/// <summary>What a token is.</summary>
internal enum TokenKind : byte
{
    /// <summary>Letters, possibly with digits.</summary>
    Word,

    /// <summary>Digits.</summary>
    Number,

    /// <summary>A run of one of <c>! ?</c>, kept as one token.</summary>
    Mark,

    /// <summary>One emoji or emoticon.</summary>
    Emoji,

    /// <summary>A web or mail address.</summary>
    Url,

    /// <summary>A handle such as <c>@name</c>.</summary>
    User,
}

/// <summary>One token of the folded stream.</summary>
/// <param name="Start">Index of the first character in <see cref="TextBuffer.Chars"/>.</param>
/// <param name="Length">Number of characters there.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Hash">Hash of the folded characters.</param>
/// <param name="Run">For marks: how many were written in a row. For words: 1 if letters were stretched, else 0.</param>
/// <param name="Upper">Written in capitals, at least two letters.</param>
/// <param name="Break">A comma, stop, bracket or line end stands between this token and the one before.</param>
internal readonly record struct Token(int Start, int Length, TokenKind Kind, uint Hash, int Run, bool Upper, bool Break);
