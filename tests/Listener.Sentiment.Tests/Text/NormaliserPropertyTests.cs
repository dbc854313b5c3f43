using FsCheck.Fluent;
using Listener.Sentiment.Text;

namespace Listener.Sentiment.Tests.Text;

[TestFixture]
public sealed class NormaliserPropertyTests
{
    [Test]
    public void Any_string_is_read_into_tokens_that_lie_in_the_stream() =>
        FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<string>(), TokensLieInTheStream));

    [Test]
    public void Reading_twice_gives_the_same() =>
        FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<string>(), ReadsTheSameTwice));

    private static bool TokensLieInTheStream(string? text)
    {
        var buffer = new TextBuffer();
        Normaliser.Read(text ?? "", buffer);
        foreach (Token token in buffer.Tokens)
        {
            if (token.Length <= 0 || token.Start + token.Length > buffer.CharCount || buffer.Chars[token.Start - 1] != ' ')
                return false;
        }

        return true;
    }

    private static bool ReadsTheSameTwice(string? text)
    {
        TextBuffer first = new(), second = new();
        Normaliser.Read(text ?? "", first);
        Normaliser.Read(text ?? "", second);
        return first.Chars.SequenceEqual(second.Chars) && first.Plain.SequenceEqual(second.Plain);
    }
}
