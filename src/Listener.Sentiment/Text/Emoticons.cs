namespace Listener.Sentiment.Text;

/// <summary>Reads one western emoticon and names its mood by one of three canonical spellings.</summary>
internal static class Emoticons
{
    /// <summary>Canonical spelling of a friendly emoticon.</summary>
    public const string Happy = ":)";

    /// <summary>Canonical spelling of an unhappy emoticon.</summary>
    public const string Sad = ":(";

    /// <summary>Canonical spelling of a sceptical emoticon.</summary>
    public const string Wry = ":/";

    /// <summary>Canonical spelling of a heart.</summary>
    public const string Heart = "<3";

    /// <summary>Reads the emoticon at the start of <paramref name="text"/>.</summary>
    /// <returns>Number of characters read, 0 if there is none.</returns>
    public static int Read(ReadOnlySpan<char> text, out string canonical)
    {
        canonical = Happy;
        if (text.Length < 2)
            return 0;
        if (text[0] == '<')
            return ReadHeart(text, out canonical);
        if (text[0] is 'x' or 'X' && text[1] is 'D' && (text.Length == 2 || !char.IsLetterOrDigit(text[2])))
            return 2;
        if (text[0] is not (':' or ';' or '='))
            return 0;

        int i = 1;
        if (text[i] is '-' or '\'' or 'o' or '^')
            i++;
        return i < text.Length && Mouth(text[i], text[i..], out canonical) ? RunEnd(text, i, text[i]) : 0;
    }

    private static int ReadHeart(ReadOnlySpan<char> text, out string canonical)
    {
        canonical = Heart;
        if (text[1] == '3')
            return 2;
        canonical = Sad;
        return text.StartsWith("</3", StringComparison.Ordinal) ? 3 : 0;
    }

    private static bool Mouth(char mouth, ReadOnlySpan<char> rest, out string canonical)
    {
        canonical = mouth switch { '(' or '[' or '{' or '<' => Sad, '/' or '\\' or '|' => Wry, _ => Happy };
        bool letterEnds = rest.Length == 1 || !char.IsLetterOrDigit(rest[1]);
        return mouth switch
        {
            ')' or '(' or ']' or '[' or '}' or '{' or '*' or '|' or '\\' => true,
            '/' => rest.Length == 1 || rest[1] != '/',
            'D' or 'P' or 'p' or '3' => letterEnds,
            _ => false,
        };
    }

    private static int RunEnd(ReadOnlySpan<char> text, int at, char mouth)
    {
        while (at < text.Length && text[at] == mouth)
            at++;
        return at;
    }
}
