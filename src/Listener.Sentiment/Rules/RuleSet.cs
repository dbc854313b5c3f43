using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using Listener.Sentiment.Text;

namespace Listener.Sentiment.Rules;

/// <summary>All rules of one language, found by hash of their anchor word. Immutable after loading.</summary>
internal sealed class RuleSet
{
    private const int LongestPrefix = 31;
    private static readonly ConcurrentDictionary<string, RuleSet> Loaded = new(StringComparer.Ordinal);
    private readonly RuleIndex _byWord;
    private readonly RuleIndex _byPrefix;
    private readonly uint _prefixLengths;

    private RuleSet(RulePattern[] patterns)
    {
        Patterns = patterns;
        _byWord = Index(patterns, prefix: false);
        _byPrefix = Index(patterns, prefix: true);
        foreach (RuleWord word in AnchorWords(patterns).Where(w => w.Word.IsPrefix).Select(w => w.Word))
            _prefixLengths |= 1u << word.Text.Length;
    }

    /// <summary>A language without rules.</summary>
    public static RuleSet Empty { get; } = new([]);

    public RulePattern[] Patterns { get; }

    /// <summary>Rules of a language that come with the library; <see cref="Empty"/> if it has none.</summary>
    public static RuleSet For(string language) => Loaded.GetOrAdd(language, Load);

    /// <summary>Reads rules from a file's text.</summary>
    /// <exception cref="FormatException">A line is faulty; the message names it.</exception>
    public static RuleSet Read(TextReader reader) => new([.. RuleParser.ReadLines(reader).Select(RuleParser.Compile)]);

    /// <summary>The rules file of a language as it comes with the library; null if it has none.</summary>
    public static TextReader? Open(string language)
    {
        Stream? stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Listener.Sentiment.Rules.{language}.tsv");
        return stream is null ? null : new StreamReader(stream, Encoding.UTF8);
    }

    /// <summary>Finds every rule that matches and reports it once per place.</summary>
    public void Match(TextBuffer buffer, RuleHits hits)
    {
        if (Patterns.Length == 0)
            return;
        WordBits text = WordBits.Of(buffer);
        for (int at = 0; at < buffer.TokenCount; at++)
        {
            ref readonly Token token = ref buffer.Tokens[at];
            Try(_byWord.Of(token.Hash), buffer, text, at, hits);
            if (token.Kind == TokenKind.Word)
                TryPrefixes(buffer, text, at, hits);
        }
    }

    private static RuleSet Load(string language)
    {
        using TextReader? reader = Open(language);
        return reader is null ? Empty : Read(reader);
    }

    private static IEnumerable<(int Pattern, RuleWord Word)> AnchorWords(RulePattern[] patterns) =>
        patterns.SelectMany((p, i) => p.Elements[p.Anchor].Words.Select(w => (i, Short(w))));

    private static RuleWord Short(RuleWord word) =>
        word.IsPrefix && word.Text.Length > LongestPrefix ? new RuleWord(word.Text[..LongestPrefix], true) : word;

    private static RuleIndex Index(RulePattern[] patterns, bool prefix) =>
        new(AnchorWords(patterns).Where(w => w.Word.IsPrefix == prefix).Select(w => (w.Word.Hash, RuleCandidate.Of(patterns[w.Pattern], w.Pattern))));

    private void TryPrefixes(TextBuffer buffer, WordBits text, int at, RuleHits hits)
    {
        ReadOnlySpan<char> word = buffer.TextOf(buffer.Tokens[at]);
        uint hash = Hashing.Seed;
        int longest = Math.Min(word.Length, LongestPrefix);
        for (int i = 0; i < longest; i++)
        {
            hash = Hashing.Add(hash, word[i]);
            if ((_prefixLengths >> (i + 1) & 1) != 0)
                Try(_byPrefix.Of(Hashing.Finish(hash)), buffer, text, at, hits);
        }
    }

    private void Try(ReadOnlySpan<RuleCandidate> candidates, TextBuffer buffer, WordBits text, int at, RuleHits hits)
    {
        foreach (ref readonly RuleCandidate candidate in candidates)
        {
            if (candidate.MayMatch(buffer.Tokens, text, at) && Patterns[candidate.Pattern].Matches(buffer, at, out int end))
                hits.Add(Patterns[candidate.Pattern], end);
        }
    }
}
