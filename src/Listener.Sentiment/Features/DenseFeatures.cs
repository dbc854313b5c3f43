using Listener.Sentiment.Rules;
using Listener.Sentiment.Text;

namespace Listener.Sentiment.Features;

/// <summary>Fills the dense features: emoji, marks, shape, rules, and the lexicon of a model. Each lies roughly in [-1, 2].</summary>
internal static class DenseFeatures
{
    /// <summary>Fills everything except the lexicon features.</summary>
    public static void Fill(TextBuffer text, ReadOnlySpan<bool> negated, RuleHits rules, int negations, Span<float> dense)
    {
        FillTokens(text, dense);
        FillRules(rules, negated, dense);
        dense[DenseLayout.Ellipses] = Log(text.Ellipses);
        dense[DenseLayout.Hashtags] = Log(text.Hashtags);
        dense[DenseLayout.Negations] = Log(negations);
        dense[DenseLayout.Length] = MathF.Log(1 + text.TokenCount) / 16;
    }

    /// <summary>Fills the lexicon features; the words in negated places count for the other side.</summary>
    public static void FillLexicon(TextBuffer text, ReadOnlySpan<bool> negated, Lexicon lexicon, Span<float> dense)
    {
        dense[..(DenseLayout.LexMean + 1)].Clear();
        if (lexicon.Count == 0)
            return;
        var sums = default(LexiconSums);
        for (int i = 0; i < text.TokenCount;)
        {
            double score = lexicon.Score(text.Tokens, i, out int taken);
            sums.Add((float)(negated[i] ? -0.7 * score : score));
            i += taken;
        }

        sums.Write(dense, text.TokenCount);
    }

    private static void FillTokens(TextBuffer text, Span<float> dense)
    {
        int upper = 0, words = 0, stretched = 0, marks = 0, questions = 0, urls = 0, users = 0, numbers = 0;
        Span<int> moods = stackalloc int[3];
        int last = 0;
        foreach (ref readonly Token token in text.Tokens)
        {
            switch (token.Kind)
            {
                case TokenKind.Word:
                    words++;
                    upper += token.Upper ? 1 : 0;
                    stretched += token.Run;
                    break;
                case TokenKind.Mark when text.TextOf(token)[0] == '!':
                    marks += token.Run;
                    break;
                case TokenKind.Mark:
                    questions += token.Run;
                    break;
                case TokenKind.Emoji:
                    int mood = EmojiMood.Of(token.Hash);
                    moods[mood + 1]++;
                    last = mood == 0 ? last : mood;
                    break;
                case TokenKind.Url:
                    urls++;
                    break;
                case TokenKind.User:
                    users++;
                    break;
                default:
                    numbers++;
                    break;
            }
        }

        dense[DenseLayout.EmojiNegative] = Log(moods[0]);
        dense[DenseLayout.EmojiOther] = Log(moods[1]);
        dense[DenseLayout.EmojiPositive] = Log(moods[2]);
        dense[DenseLayout.EmojiLast] = last;
        dense[DenseLayout.Exclamations] = Log(marks);
        dense[DenseLayout.Questions] = Log(questions);
        dense[DenseLayout.ExclaimedQuestion] = marks > 0 && questions > 0 ? 1 : 0;
        dense[DenseLayout.EndsWithQuestion] = EndsWithQuestion(text) ? 1 : 0;
        dense[DenseLayout.Capitals] = words > 2 ? (float)upper / words : 0;
        dense[DenseLayout.Stretched] = Log(stretched);
        dense[DenseLayout.Urls] = Log(urls);
        dense[DenseLayout.Users] = Log(users);
        dense[DenseLayout.Numbers] = Log(numbers);
    }

    private static void FillRules(RuleHits rules, ReadOnlySpan<bool> negated, Span<float> dense)
    {
        for (int i = 0; i < rules.Counts.Length; i++)
            dense[DenseLayout.FirstRule + i] = Log(rules.Counts[i]);
        int positive = 0, negative = 0, balance = 0;
        foreach ((RulePattern rule, int end) in rules.AsSpan())
        {
            int mood = rule.Target == Positive ? 1 : rule.Target == Negative ? -1 : 0;
            if (mood == 0)
                continue;
            bool flips = end > 0 && end <= negated.Length && negated[end - 1];
            positive += flips && mood > 0 ? 1 : 0;
            negative += flips && mood < 0 ? 1 : 0;
            balance += flips ? -mood : mood;
        }

        dense[DenseLayout.CuePositiveNegated] = Log(positive);
        dense[DenseLayout.CueNegativeNegated] = Log(negative);
        dense[DenseLayout.CueBalance] = Math.Clamp(balance / 2f, -2, 2);
    }

    private static readonly int Positive = RuleTargets.IndexOf("cue:positive");
    private static readonly int Negative = RuleTargets.IndexOf("cue:negative");

    private static bool EndsWithQuestion(TextBuffer text)
    {
        int last = text.TokenCount - 1;
        while (last >= 0 && text.Tokens[last].Kind is TokenKind.Emoji or TokenKind.Url or TokenKind.User)
            last--;
        return last >= 0 && text.Tokens[last].Kind == TokenKind.Mark && text.TextOf(text.Tokens[last])[0] == '?';
    }

    private static float Log(int count) => count == 0 ? 0 : MathF.Log(1 + Math.Min(count, 50));

    private struct LexiconSums
    {
        private float _positive, _negative, _maximum, _minimum, _last;
        private int _positives, _negatives;

        public void Add(float score)
        {
            if (score == 0)
                return;
            if (score > 0)
            {
                _positive += score;
                _positives++;
            }
            else
            {
                _negative -= score;
                _negatives++;
            }

            _maximum = Math.Max(_maximum, score);
            _minimum = Math.Min(_minimum, score);
            _last = score;
        }

        public readonly void Write(Span<float> dense, int tokens)
        {
            dense[DenseLayout.LexPositive] = MathF.Log(1 + _positive);
            dense[DenseLayout.LexNegative] = MathF.Log(1 + _negative);
            dense[DenseLayout.LexPositiveCount] = Log(_positives) / 2;
            dense[DenseLayout.LexNegativeCount] = Log(_negatives) / 2;
            dense[DenseLayout.LexMaximum] = _maximum;
            dense[DenseLayout.LexMinimum] = _minimum;
            dense[DenseLayout.LexLast] = _last;
            dense[DenseLayout.LexMean] = (_positive - _negative) / MathF.Sqrt(1 + tokens);
        }
    }
}
