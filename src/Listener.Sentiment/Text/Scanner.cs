using System.Globalization;
using System.Text;

namespace Listener.Sentiment.Text;

/// <summary>One pass over the text: finds tokens, folds letters, fills the buffer.</summary>
internal ref struct Scanner(ReadOnlySpan<char> text, TextBuffer buffer)
{
    private readonly ReadOnlySpan<char> _text = text;
    private readonly TextBuffer _buffer = buffer;
    private int _at;
    private bool _break;

    public void Run()
    {
        while (_at < _text.Length)
        {
            int before = _at;
            Step();
            if (_at == before)
                _at++;
        }
    }

    private void Step()
    {
        char c = _text[_at];
        if (char.IsAsciiLetter(c))
            ReadWordOrAddress();
        else if (c <= ' ')
            SkipSpace(c);
        else if (char.IsAsciiDigit(c))
            ReadNumber();
        else if (c < '\u0080')
            ReadAsciiMark(c);
        else
            ReadWide(c);
    }

    private void SkipSpace(char c)
    {
        _break |= c == '\n';
        _at++;
    }

    private void ReadWordOrAddress()
    {
        char c = _text[_at];
        if (c is 'h' or 'H' or 'w' or 'W' && AddressLength(_text[_at..]) is > 0 and var length)
        {
            Emit(TokenKind.Url, TextBuffer.UrlMark);
            _at += length;
            return;
        }

        if (c is 'x' or 'X' && Emoticons.Read(_text[_at..], out string canonical) is > 0 and var taken)
        {
            EmitEmoji(canonical, taken);
            return;
        }

        ReadWord();
    }

    // Long numbers carry no meaning of their own; short ones ("2 stars", "10/10") do.
    private void ReadNumber()
    {
        const int longestKept = 2;
        int from = _at;
        int start = _buffer.CharCount;
        while (_at < _text.Length && (char.IsAsciiDigit(_text[_at]) || IsInsideNumber(_at)))
            _at++;
        if (_at - from <= longestKept && _at < _text.Length && char.IsAsciiLetter(_text[_at]))
        {
            // "4g", "10k", "2x" are words.
            _at = from;
            ReadWord();
            return;
        }

        if (_at - from > longestKept)
            _buffer.Append('#');
        else
            AppendAll(_text[from.._at]);
        End(start, TokenKind.Number, 0, false);
    }

    private readonly void AppendAll(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
            _buffer.Append(c);
    }

    private readonly bool IsInsideNumber(int at) =>
        _text[at] is '.' or ',' && at + 1 < _text.Length && char.IsAsciiDigit(_text[at + 1]);

    private void ReadAsciiMark(char c)
    {
        switch (c)
        {
            case '!' or '?':
                ReadRun(c);
                break;
            case '@':
                ReadUser();
                break;
            case '#':
                _buffer.Hashtags += _at + 1 < _text.Length && char.IsLetterOrDigit(_text[_at + 1]) ? 1 : 0;
                _at++;
                break;
            case '&':
                ReadEntity();
                break;
            case ':' or ';' or '=' or '<':
                ReadEmoticon(c);
                break;
            default:
                ReadStop(c);
                break;
        }
    }

    private void ReadRun(char c)
    {
        int run = 0;
        while (_at < _text.Length && _text[_at] == c)
        {
            run++;
            _at++;
        }

        int start = _buffer.CharCount;
        _buffer.Append(c);
        End(start, TokenKind.Mark, run, false);
        _break = true;
    }

    private void ReadUser()
    {
        int at = _at + 1;
        while (at < _text.Length && (char.IsLetterOrDigit(_text[at]) || _text[at] is '_' or '-' || IsInsideHandle(at)))
            at++;
        if (at > _at + 1)
            Emit(TokenKind.User, TextBuffer.UserMark);
        _at = at;
    }

    // A federated handle holds a second @ and stops: @name@host.tld
    private readonly bool IsInsideHandle(int at) =>
        _text[at] is '@' or '.' && at + 1 < _text.Length && char.IsLetterOrDigit(_text[at + 1]) && at > _at + 1
        && (_text[at] == '@' || _text[(_at + 1)..at].Contains('@'));

    private void ReadEntity()
    {
        int length = HtmlEntities.Read(_text[_at..], out char value);
        _at += Math.Max(1, length);
        if (length == 0)
            return;
        if (char.IsLetter(value) || value is '\'')
            ReadWordFrom(value);
        else if (value is '!' or '?')
            EmitMark(value);
        else if (value == '<' && _text[_at..].StartsWith("3", StringComparison.Ordinal))
            EmitEmoji(Emoticons.Heart, 1);
        else
            _break |= value is '\n' or '"';
    }

    private void ReadEmoticon(char c)
    {
        int taken = Emoticons.Read(_text[_at..], out string canonical);
        if (taken > 0)
        {
            EmitEmoji(canonical, taken);
            return;
        }

        if (c == '<')
            SkipTag();
        else
            ReadStop(c);
    }

    private void SkipTag()
    {
        const int longestTag = 300;
        bool opens = _at + 1 < _text.Length && (char.IsAsciiLetter(_text[_at + 1]) || _text[_at + 1] == '/');
        int end = opens ? _text.Slice(_at, Math.Min(longestTag, _text.Length - _at)).IndexOf('>') : -1;
        _at += end > 0 ? end + 1 : 1;
        _break = true;
    }

    private void ReadStop(char c)
    {
        if (c == '.' && _at + 1 < _text.Length && _text[_at + 1] == '.')
        {
            _buffer.Ellipses++;
            while (_at < _text.Length && _text[_at] == '.')
                _at++;
            _break = true;
            return;
        }

        _break |= c is '.' or ',' or ';' or ':' or '(' or ')' or '"' or '|' or '*';
        _at++;
    }

    private void ReadWide(char c)
    {
        if (c is '\u2019' or '\u02BC' or '\u00AD' or '\uFEFF' or (>= '\u200B' and <= '\u200F')
            or (>= '\u202A' and <= '\u202E') or (>= '\u2060' and <= '\u2069') or (>= '\uFE00' and <= '\uFE0F'))
        {
            _at++;
            return;
        }

        if (char.IsLetter(c))
            ReadWord();
        else if (c == '…')
            ReadEllipsis();
        else if (c is '\u203C' or '\u2049')
            EmitMarkAndStep('!');
        else if (c is '؟' or '？')
            EmitMarkAndStep('?');
        else if (!TryEmoji())
            SkipOther(c);
    }

    private void ReadEllipsis()
    {
        _buffer.Ellipses++;
        _break = true;
        _at++;
    }

    private void SkipOther(char c)
    {
        _break |= c is '“' or '”' or '„' or '«' or '»' or '–' or '—' or '،';
        _at++;
    }

    private bool TryEmoji()
    {
        if (Rune.DecodeFromUtf16(_text[_at..], out Rune rune, out int taken) != System.Buffers.OperationStatus.Done)
            return false;
        int code = rune.Value;
        if (code is >= 0x1F3FB and <= 0x1F3FF or (>= 0xE0000 and <= 0xE007F))
        {
            _at += taken;
            return true;
        }

        bool isEmoji = code is (>= 0x1F000 and <= 0x1FAFF) or (>= 0x2600 and <= 0x27BF) or 0x2B50 or 0x2B55 or 0x2753 or 0x2757;
        if (!isEmoji)
            return TryWideLetter(rune, taken);
        int start = _buffer.CharCount;
        AppendAll(_text.Slice(_at, taken));
        _at += taken;
        End(start, TokenKind.Emoji, 0, false);
        return true;
    }

    private bool TryWideLetter(Rune rune, int taken)
    {
        if (taken < 2 || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.OtherLetter or UnicodeCategory.LowercaseLetter
            or UnicodeCategory.UppercaseLetter))
            return false;
        int start = _buffer.CharCount;
        _buffer.Append(_text[_at]);
        _buffer.Append(_text[_at + 1]);
        _at += taken;
        End(start, TokenKind.Word, 0, false);
        return true;
    }

    private void EmitEmoji(string canonical, int taken)
    {
        int start = _buffer.CharCount;
        AppendAll(canonical);
        _at += taken;
        End(start, TokenKind.Emoji, 0, false);
    }

    private void EmitMarkAndStep(char mark)
    {
        _at++;
        EmitMark(mark);
    }

    private void EmitMark(char mark)
    {
        int start = _buffer.CharCount;
        _buffer.Append(mark);
        End(start, TokenKind.Mark, 1, false);
        _break = true;
    }

    private void Emit(TokenKind kind, char mark)
    {
        int start = _buffer.CharCount;
        _buffer.Append(mark);
        End(start, kind, 0, false);
    }

    private void End(int start, TokenKind kind, int run, bool upper)
    {
        _buffer.EndToken(start, kind, run, upper, _break);
        _break = false;
    }

    private static int AddressLength(ReadOnlySpan<char> text)
    {
        bool scheme = text.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("www.", StringComparison.OrdinalIgnoreCase);
        bool masked = text.StartsWith("http", StringComparison.Ordinal) && (text.Length == 4 || !char.IsLetterOrDigit(text[4]));
        if (!scheme)
            return masked ? 4 : 0;
        int end = 0;
        while (end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] is not ('"' or '<' or '>' or ')'))
            end++;
        return end;
    }

    private void ReadWord() => ReadWordFrom('\0');

    /// <summary>Reads letters and digits, dropping apostrophes inside; a letter three or more times is kept twice.</summary>
    private void ReadWordFrom(char lead)
    {
        int start = _buffer.CharCount;
        var word = default(WordState);
        if (lead is not ('\0' or '\''))
            AddLetter(lead, ref word);
        while (_at < _text.Length)
        {
            char c = _text[_at];
            if (char.IsAsciiLetter(c) || (c >= '\u0080' && IsWideWordPart(c)) || char.IsAsciiDigit(c))
            {
                AddLetter(c, ref word);
                _at++;
            }
            else if (!SkipInside(c, ref word))
            {
                break;
            }
        }

        _buffer.Letters += word.Letters;
        if (word.Letters > 0)
            _buffer.AppendPlain(' ');
        End(start, TokenKind.Word, word.Stretched ? 1 : 0, word.Letters > 1 && word.Capitals == word.Letters);
    }

    private static bool IsWideWordPart(char c) =>
        char.IsLetterOrDigit(c)
        || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            && c is not ((>= '\u0300' and <= '\u036F') or (>= '\uFE00' and <= '\uFE0F'));

    /// <summary>Steps over apostrophes, invisible characters and entities inside a word.</summary>
    private bool SkipInside(char c, ref WordState word)
    {
        if (c is '\'' or '\u2019' or '\u00B4' or '`')
        {
            bool inside = _at + 1 < _text.Length && char.IsLetter(_text[_at + 1]);
            _at += inside ? 1 : 0;
            return inside;
        }

        if (c is '\u00AD' or (>= '\u200B' and <= '\u200F') or (>= '\u2060' and <= '\u2064') or '\uFEFF' or (>= '\u0300' and <= '\u036F'))
        {
            _at++;
            return true;
        }

        if (c != '&')
            return false;
        int length = HtmlEntities.Read(_text[_at..], out char value);
        if (length == 0 || !(char.IsLetter(value) || value == '\''))
            return false;
        if (value != '\'')
            AddLetter(value, ref word);
        _at += length;
        return true;
    }

    private readonly void AddLetter(char c, ref WordState word)
    {
        char folded = Folding.Fold(c, out char second);
        word.Repeats = folded == word.Last ? word.Repeats + 1 : 1;
        word.Last = folded;
        if (!char.IsAsciiDigit(c))
        {
            word.Letters++;
            if (char.IsUpper(c))
                word.Capitals++;
        }

        if (word.Repeats > 2 && !char.IsAsciiDigit(c))
        {
            word.Stretched = true;
            return;
        }

        _buffer.Append(folded);
        if (second != '\0')
            _buffer.Append(second);
        if (!char.IsAsciiDigit(c))
            _buffer.AppendPlain(Folding.LowerOnly(c));
    }

    private struct WordState
    {
        public char Last;
        public int Repeats;
        public int Letters;
        public int Capitals;
        public bool Stretched;
    }
}
