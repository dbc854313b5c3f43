using Listener.Sentiment.Text;

namespace Listener.Sentiment.Tests.Text;

[TestFixture]
public sealed class NormaliserTests
{
    [TestCase("Hello World", "hello world")]
    [TestCase("ÄÖÜ ß Straße", "aou ss strasse")]
    [TestCase("İSTANBUL ılık ISPARTA", "istanbul ilik isparta")] // all Turkish i fold to one letter
    [TestCase("ştiinţă știință", "stiinta stiinta")] // cedilla and comma below
    [TestCase("õunapuu šokolaad", "ounapuu sokolaad")]
    [TestCase("mañana ¿qué?", "manana que ?")]
    [TestCase("don't I’m", "dont im")]
    [TestCase("sooooo goood", "soo good")]
    [TestCase("look https://a.example/x?y=1 now", "look \u0001 now")]
    [TestCase("see www.shop.example", "see \u0001")]
    [TestCase("@shop_help hi", "\u0002 hi")]
    [TestCase("@name@host.social hi", "\u0002 hi")]
    [TestCase("Tom &amp; Jerry &lt;3", "tom jerry <3")]
    [TestCase("caf&eacute; it&#39;s", "cafe its")]
    [TestCase("really?! No!!!", "really ? ! no !")]
    [TestCase("5 stars, 12345 reviews", "5 stars # reviews")]
    [TestCase("10k on 4G for 100tl", "10k on 4g for # tl")]
    [TestCase("nice :-) bad :'(", "nice :) bad :(")]
    [TestCase("#OldNavy rocks", "oldnavy rocks")]
    [TestCase("<br>line<br/>two", "line two")]
    [TestCase("ｆｕｌｌｗｉｄｔｈ", "fullwidth")]
    [TestCase("𝐛𝐨𝐥𝐝", "bold")]
    [TestCase("cafe\u0301", "cafe")] // decomposed
    [TestCase("pass\u00ADword zero\u200Bwidth", "password zerowidth")]
    [TestCase("👍🏽 ok ❤️", "👍 ok ❤")] // skin tone and variation selector go
    [TestCase("", "")]
    [TestCase("   \n\t ", "")]
    public void Text_is_read_as_these_tokens(string text, string expected)
    {
        var buffer = new TextBuffer();

        Normaliser.Read(text, buffer);

        Assert.That(Tokens(buffer), Is.EqualTo(expected));
    }

    [Test]
    public void Language_stream_keeps_diacritics()
    {
        var buffer = new TextBuffer();

        Normaliser.Read("Größe ÇOK İyi @user http://x.example 12", buffer);

        Assert.That(buffer.Plain.ToString(), Is.EqualTo(" größe çok İyi "));
    }

    [Test]
    public void Text_beyond_the_reading_limit_is_cut_and_marked()
    {
        var buffer = new TextBuffer();

        Normaliser.Read(new string('a', 5) + new string(' ', Normaliser.ReadingLimit) + "tail", buffer);

        Assert.That(buffer.WasCut, Is.True);
        Assert.That(Tokens(buffer), Is.EqualTo("aa"));
    }

    [Test]
    public void Buffer_forgets_the_text_before()
    {
        var buffer = new TextBuffer();
        Normaliser.Read("first #tag … text", buffer);

        Normaliser.Read("second", buffer);

        Assert.That(Tokens(buffer), Is.EqualTo("second"));
        Assert.That(buffer.Hashtags + buffer.Ellipses, Is.Zero);
    }

    private static string Tokens(TextBuffer buffer)
    {
        var tokens = new List<string>();
        foreach (Token token in buffer.Tokens)
            tokens.Add(buffer.TextOf(token).ToString());
        return string.Join(' ', tokens);
    }
}
