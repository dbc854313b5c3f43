using Listener.Sentiment.Text;

namespace Listener.Sentiment.Tests.Text;

[TestFixture]
public sealed class NormaliserPropertyTests
{
    [FsCheck.NUnit.Property(MaxTest = 500)]
    public bool Any_string_is_read_into_tokens_that_lie_in_the_stream(string? text)
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

    [FsCheck.NUnit.Property(MaxTest = 200)]
    public bool Reading_twice_gives_the_same(string? text)
    {
        TextBuffer first = new(), second = new();

        Normaliser.Read(text ?? "", first);
        Normaliser.Read(text ?? "", second);

        return first.Chars.SequenceEqual(second.Chars) && first.Plain.SequenceEqual(second.Plain);
    }
}
