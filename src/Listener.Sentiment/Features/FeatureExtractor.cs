using System.Runtime.CompilerServices;
using Listener.Sentiment.Rules;
using Listener.Sentiment.Text;

namespace Listener.Sentiment.Features;

/// <summary>Extracts all features of one text once; every model reads the same ones. One per thread.</summary>
internal sealed class FeatureExtractor
{
    /// <summary>Raised whenever the meaning of a feature changes: models of another version are refused.</summary>
    public const int Version = 1;

    public const int LongestCharGram = 5;
    public const int ShortestCharGram = 2;
    public const int LongestPlainGram = 4;

    private const uint UnigramSalt = 0x1001;
    private const uint NegatedSalt = 0x1002;
    private const uint BigramSalt = 0x1003;
    private const uint TrigramSalt = 0x1004;
    private const uint RunSalt = 0x1005;
    public const uint CharSeed = 0x2001;
    private const uint PlainSeed = 0x3001;
    private const uint PlainWordSeed = 0x3002;

    private bool[] _negated = new bool[128];
    private int _negations;

    public TextBuffer Text { get; } = new();

    public FeatureBuffer Features { get; } = new();

    public RuleHits Rules { get; } = new();

    /// <summary>Negation scope per token, valid after <see cref="ReadWords(string)"/>.</summary>
    public ReadOnlySpan<bool> Negated => _negated.AsSpan(0, Text.TokenCount);

    /// <summary>Normalises the text; the other calls read what this one left.</summary>
    public void ReadText(ReadOnlySpan<char> text)
    {
        Features.Clear();
        Rules.Clear();
        Normaliser.Read(text, Text);
    }

    /// <summary>Extracts the features that tell the language.</summary>
    public void ReadPlain()
    {
        ReadOnlySpan<char> plain = Text.Plain;
        Span<uint> room = Features.RoomForPlain((plain.Length * LongestPlainGram) + plain.Length);
        int count = 0;
        uint word = PlainWordSeed;
        for (int i = 0; i < plain.Length; i++)
        {
            count = GramsFrom(plain, i, room, count);
            if (plain[i] != ' ')
            {
                word = Hashing.Add(word, plain[i]);
                continue;
            }

            if (i > 0)
                room[count++] = Hashing.Finish(word);
            word = PlainWordSeed;
        }

        Features.SetPlain(count);
    }

    /// <summary>Extracts words, letters, rules and dense features, except those of a lexicon.</summary>
    /// <param name="language">Language whose rules and negations apply.</param>
    public void ReadMeaning(string language)
    {
        ReadWords(language);
        ReadRules(language);
        ReadChars();
    }

    /// <summary>Extracts the word n-grams.</summary>
    /// <param name="language">Language whose negations apply.</param>
    public void ReadWords(string language)
    {
        if (_negated.Length < Text.TokenCount)
            _negated = new bool[Text.TokenCount * 2];
        _negations = Negation.Mark(Text, language, _negated.AsSpan(0, Text.TokenCount));
        ReadWords();
    }

    /// <summary>Extracts rules and dense features, after <see cref="ReadWords(string)"/>.</summary>
    /// <param name="language">Language whose rules apply.</param>
    public void ReadRules(string language)
    {
        RuleSet.For(language).Match(Text, Rules);
        DenseFeatures.Fill(Text, Negated, Rules, _negations, Features.Dense);
    }

    /// <summary>The word n-grams that stand for single words of a lexicon, negated or not, and how strong their scores are, above 0 to 1.</summary>
    /// <remarks>An entry of two words has no n-gram that could be told from its hash.</remarks>
    public static Dictionary<uint, float> WordsOf(Lexicon lexicon)
    {
        var words = new Dictionary<uint, float>(2 * lexicon.Count);
        foreach ((uint hash, sbyte score) in lexicon.Entries)
            words[Hashing.Join(UnigramSalt, hash)] = words[Hashing.Join(NegatedSalt, hash)] = Math.Abs(score / 127f);
        return words;
    }

    /// <summary>Names of the word n-grams in extraction order, for explanations.</summary>
    public List<string> NameWords()
    {
        var names = new List<string>(Features.WordCount);
        for (int i = 0; i < Text.TokenCount; i++)
        {
            string one = Show(i);
            names.Add(one);
            if (_negated[i])
                names.Add("not … " + one);
            if (Text.Tokens[i].Run > 1)
                names.Add(one + one);
            if (i > 0)
                names.Add(Show(i - 1) + " " + one);
            if (i > 1)
                names.Add(Show(i - 2) + " " + Show(i - 1) + " " + one);
        }

        return names;
    }

    /// <summary>Names of the letter n-grams in extraction order, for explanations; a space shows as <c>_</c>.</summary>
    public List<string> NameChars()
    {
        var names = new List<string>(Features.CharCount);
        ReadOnlySpan<char> chars = Text.Chars;
        for (int i = 0; i < chars.Length; i++)
        {
            int end = Math.Min(chars.Length, i + LongestCharGram);
            for (int j = i + ShortestCharGram; j <= end; j++)
                names.Add(chars[i..j].ToString().Replace(' ', '_').Replace(TextBuffer.UrlMark, '↗').Replace(TextBuffer.UserMark, '@'));
        }

        return names;
    }

    /// <summary>Adds the n-grams of the unfolded stream that begin at one place; none reaches beyond a gap.</summary>
    public static int GramsFrom(ReadOnlySpan<char> plain, int from, Span<uint> room, int count)
    {
        uint hash = PlainSeed;
        int end = Math.Min(plain.Length, from + LongestPlainGram);
        for (int j = from; j < end; j++)
        {
            hash = Hashing.Add(hash, plain[j]);
            if (plain[j] == ' ' && j == from)
                continue;
            room[count++] = Hashing.Finish(hash);
            if (plain[j] == ' ')
                break;
        }

        return count;
    }

    /// <summary>The n-gram that stands for a whole word of the unfolded stream.</summary>
    public static uint PlainWord(ReadOnlySpan<char> word)
    {
        uint hash = PlainWordSeed;
        foreach (char c in word)
            hash = Hashing.Add(hash, c);
        return Hashing.Finish(hash);
    }

    private void ReadWords()
    {
        ReadOnlySpan<Token> tokens = Text.Tokens;
        for (int i = 0; i < tokens.Length; i++)
        {
            uint hash = tokens[i].Hash;
            Features.AddWord(Hashing.Join(UnigramSalt, hash));
            if (_negated[i])
                Features.AddWord(Hashing.Join(NegatedSalt, hash));
            if (tokens[i].Run > 1)
                Features.AddWord(Hashing.Join(RunSalt, hash));
            if (i > 0)
                Features.AddWord(Hashing.Join(Hashing.Join(BigramSalt, tokens[i - 1].Hash), hash));
            if (i > 1)
                Features.AddWord(Hashing.Join(Hashing.Join(Hashing.Join(TrigramSalt, tokens[i - 2].Hash), tokens[i - 1].Hash), hash));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ReadChars()
    {
        ReadOnlySpan<char> chars = Text.Chars;
        Span<uint> room = Features.RoomForChars(chars.Length * (LongestCharGram - ShortestCharGram + 1));
        int count = 0;
        for (int i = 0; i < chars.Length; i++)
        {
            uint hash = Hashing.Add(CharSeed, chars[i]);
            int end = Math.Min(chars.Length, i + LongestCharGram);
            for (int j = i + 1; j < end; j++)
            {
                hash = Hashing.Add(hash, chars[j]);
                room[count++] = Hashing.Finish(hash);
            }
        }

        Features.SetChars(count);
    }

    private string Show(int token)
    {
        ref readonly Token at = ref Text.Tokens[token];
        return at.Kind switch { TokenKind.Url => "http", TokenKind.User => "@user", _ => Text.TextOf(at).ToString() };
    }
}
