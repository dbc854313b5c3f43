using System.Globalization;

namespace Listener.Sentiment.Text;

/// <summary>Lower-cases and strips diacritics of one character, by table; independent of culture.</summary>
/// <remarks>
/// Turkish I, İ and ı all fold to <c>i</c>, so folding needs no knowledge of the language. Letters that fold to two (ß, æ, œ, þ)
/// return the first and report the second.
/// </remarks>
internal static class Folding
{
    private const int TableSize = 0x250;
    private static readonly char[] Lower = BuildLower();
    private static readonly char[] First = BuildFirst();
    private static readonly char[] Second = BuildSecond();

    /// <summary>Folds <paramref name="c"/>; <paramref name="second"/> is the second letter or NUL.</summary>
    public static char Fold(char c, out char second)
    {
        if (c < TableSize)
        {
            second = Second[c];
            return First[c];
        }

        second = '\0';
        return FoldRare(c);
    }

    /// <summary>Lower-cases without stripping diacritics, for language identification; İ stays, ş and ţ with cedilla stay.</summary>
    public static char LowerOnly(char c) => c < TableSize ? Lower[c] : char.ToLowerInvariant(c);

    private static char FoldRare(char c)
    {
        if (c is >= '\u1E00' and <= '\u1EFF')
            return FirstOfDecomposition(c);

        char lower = char.ToLowerInvariant(c);
        return lower switch
        {
            'ά' => 'α', 'έ' => 'ε', 'ή' => 'η', 'ί' => 'ι', 'ό' => 'ο', 'ύ' => 'υ', 'ώ' => 'ω', 'ς' => 'σ', 'ё' => 'е',
            'أ' or 'إ' or 'آ' => 'ا', 'ى' => 'ي', 'ة' => 'ه',
            _ => lower,
        };
    }

    private static char[] BuildLower()
    {
        var table = new char[TableSize];
        for (int i = 0; i < TableSize; i++)
            table[i] = char.ToLowerInvariant((char)i);
        table['İ'] = 'İ';
        table['ş'] = 'ş';
        return table;
    }

    private static char[] BuildFirst()
    {
        var table = new char[TableSize];
        for (int i = 0; i < TableSize; i++)
            table[i] = FirstOfDecomposition((char)i);
        foreach ((char from, char to) in new[]
                 {
                     ('ı', 'i'), ('İ', 'i'), ('ø', 'o'), ('Ø', 'o'), ('ł', 'l'), ('Ł', 'l'), ('đ', 'd'), ('Đ', 'd'), ('ð', 'd'),
                     ('Ð', 'd'), ('ß', 's'), ('æ', 'a'), ('Æ', 'a'), ('œ', 'o'), ('Œ', 'o'), ('þ', 't'), ('Þ', 't'), ('µ', 'u'),
                 })
            table[from] = to;
        return table;
    }

    private static char[] BuildSecond()
    {
        var table = new char[TableSize];
        foreach ((char from, char to) in new[]
                 {
                     ('ß', 's'), ('æ', 'e'), ('Æ', 'e'), ('œ', 'e'), ('Œ', 'e'), ('þ', 'h'), ('Þ', 'h'),
                 })
            table[from] = to;
        return table;
    }

    private static char FirstOfDecomposition(char c)
    {
        char lower = char.ToLowerInvariant(c);
        if (lower < 0x80)
            return lower;
        string parts = lower.ToString().Normalize(System.Text.NormalizationForm.FormD);
        return CharUnicodeInfo.GetUnicodeCategory(parts[0]) == UnicodeCategory.NonSpacingMark ? lower : parts[0];
    }
}
