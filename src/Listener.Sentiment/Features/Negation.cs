using System.Collections.Frozen;
using Listener.Sentiment.Text;

namespace Listener.Sentiment.Features;

/// <summary>Marks the tokens that stand in the scope of a negation.</summary>
internal static class Negation
{
    private const int Reach = 3;
    private const int BackwardReach = 2;

    private static readonly FrozenDictionary<string, FrozenSet<uint>> Before = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["en"] = "not no never dont doesnt didnt isnt wasnt arent wont cant cannot couldnt shouldnt wouldnt havent hasnt hadnt without aint nor neither",
        ["de"] = "nicht kein keine keinen keiner keinem keines nie niemals ohne nix weder",
        ["es"] = "no nunca jamas sin tampoco ni nada",
        ["et"] = "ei pole mitte ega ara polnud ilma arge",
        ["ro"] = "nu nici niciodata fara n",
        ["fr"] = "pas ne jamais sans aucun aucune ni plus",
        ["it"] = "non mai senza nessun nessuna ne",
        ["pt"] = "nao nunca sem nem jamais nenhum nenhuma",
        ["nl"] = "niet geen nooit zonder nooit",
        ["pl"] = "nie nigdy bez ani zaden",
    }.ToFrozenDictionary(p => p.Key, p => Hashes(p.Value), StringComparer.Ordinal);

    // Turkish negates after the word: "iyi degil", "hic memnun degilim".
    private static readonly FrozenSet<uint> TurkishAfter = Hashes("degil degilim degiller yok yoktu degildi");

    /// <summary>Fills <paramref name="negated"/>, one entry per token, and returns the number of negations.</summary>
    public static int Mark(TextBuffer buffer, string language, Span<bool> negated)
    {
        negated.Clear();
        int found = 0;
        ReadOnlySpan<Token> tokens = buffer.Tokens;
        if (Before.TryGetValue(language, out FrozenSet<uint>? words))
        {
            for (int i = 0; i < tokens.Length; i++)
            {
                if (words.Contains(tokens[i].Hash))
                    found += MarkAhead(tokens, i + 1, negated);
            }
        }
        else if (language == "tr")
        {
            found = MarkTurkish(tokens, negated);
        }

        return found;
    }

    private static int MarkAhead(ReadOnlySpan<Token> tokens, int from, Span<bool> negated)
    {
        for (int i = from; i < tokens.Length && i < from + Reach && !tokens[i].Break; i++)
            negated[i] = true;
        return 1;
    }

    private static int MarkTurkish(ReadOnlySpan<Token> tokens, Span<bool> negated)
    {
        int found = 0;
        for (int i = 0; i < tokens.Length; i++)
        {
            if (!TurkishAfter.Contains(tokens[i].Hash))
                continue;
            found++;
            for (int back = i - 1; back >= 0 && back >= i - BackwardReach && !tokens[back + 1].Break; back--)
                negated[back] = true;
        }

        return found;
    }

    private static FrozenSet<uint> Hashes(string words) => words.Split(' ').Select(w => Hashing.Of(w)).ToFrozenSet();
}
