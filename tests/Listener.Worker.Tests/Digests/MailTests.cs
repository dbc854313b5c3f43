using System.Net;
using System.Net.Sockets;
using System.Text;
using Listener.Worker.Digests;
using static Listener.Worker.Tests.Digests.DigestSamples;

namespace Listener.Worker.Tests.Digests;

/// <summary>The mail as bytes, and the ways it leaves.</summary>
public sealed class MailTests
{
    private const string From = "listener@example.org";
    private const string To = "team@example.org";

    [Test]
    public void No_brand_can_add_a_head_line()
    {
        var digest = DigestBuilder.Build(Typical() with { Brand = "Nord\r\nBcc: all@example.org\r\n\r\n<html>" });

        var head = DigestMail.Write(digest, DigestWords.In("en"), From, To).Content.Split("\r\n\r\n")[0];

        Assert.That(head.Split("\r\n").Where(l => !l.StartsWith(' ')).Select(l => l.Split(':')[0]), Is.EqualTo(new[]
        {
            "From", "To", "Subject", "Date", "Message-ID", "List-Unsubscribe", "Auto-Submitted", "Content-Language", "MIME-Version", "Content-Type",
        }));
    }

    [TestCase("a@example.org\r\nBcc: b@example.org")]
    [TestCase("a@example.org>")]
    [TestCase("Ana <a@example.org>")]
    [TestCase("ä@example.org")] // needs an extension that not every server has
    [TestCase("a b@example.org")]
    [TestCase("nobody")]
    [TestCase("")]
    public void What_is_no_plain_address_is_refused(string address)
    {
        var digest = DigestBuilder.Build(Empty());

        Assert.That(() => DigestMail.Write(digest, DigestWords.In("en"), From, address), Throws.TypeOf<MailException>());
        Assert.That(() => DigestMail.Write(digest, DigestWords.In("en"), address, To), Throws.TypeOf<MailException>());
    }

    [TestCaseSource(typeof(DigestWords), nameof(DigestWords.Languages))]
    public void A_mail_is_ascii_with_short_lines_and_its_subject_reads_back(string language)
    {
        var digest = DigestBuilder.Build(Typical());
        var words = DigestWords.In(language);

        var mail = DigestMail.Write(digest, words, From, To).Content;

        Assert.That(mail.All(char.IsAscii), Is.True);
        Assert.That(mail.Replace("\r\n", "").Intersect("\r\n"), Is.Empty);
        Assert.That(mail.Split("\r\n").Max(l => l.Length), Is.LessThanOrEqualTo(120));
        Assert.That(Subject(mail), Does.StartWith(words.Of(digest.Headline, digest.Mentions)));
    }

    [Test]
    public void Quoted_printable_reads_back_and_keeps_its_lines_short()
    {
        const string text = "Grüße = 100 % \nline with blank at end \n.\n" + "ş😀 long " + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";

        var encoded = MailHeader.QuotedPrintable(text);

        Assert.That(encoded.Split("\r\n").Max(l => l.Length), Is.LessThanOrEqualTo(76));
        Assert.That(Decode(encoded).TrimEnd(), Is.EqualTo(text.Replace("\n", "\r\n")));
    }

    [Test]
    public async Task Smtp_hands_over_the_mail_with_doubled_points()
    {
        await using var server = new SmtpDouble();
        var mail = new OutgoingMail("x", From, To, "Subject: x\r\n\r\n.\r\n..two\r\nend\r\n");

        await new SmtpSender(new MailRules(From, "127.0.0.1", server.Port, "", "", ""), TimeProvider.System).SendAsync(mail, default);

        Assert.That(server.Received, Does.Contain("MAIL FROM:<listener@example.org>").And.Contain("RCPT TO:<team@example.org>"));
        Assert.That(server.Content, Is.EqualTo("Subject: x\r\n\r\n..\r\n...two\r\nend\r\n"));
    }

    [Test]
    public async Task A_refusal_says_what_the_server_said_and_is_final_only_if_it_is()
    {
        await using var server = new SmtpDouble { Answer = line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "451 too busy" : null };
        var sender = new SmtpSender(new MailRules(From, "127.0.0.1", server.Port, "", "", ""), TimeProvider.System);

        var fault = await Assert.ThrowsAsync<MailException>(() => sender.SendAsync(new OutgoingMail("x", From, To, "a\r\n"), default));

        Assert.That(fault!.Message, Does.Contain("refused RCPT: 451 too busy"));
        Assert.That(fault!.IsFinal, Is.False);
    }

    [Test]
    public async Task Nothing_listening_is_told_with_the_settings_to_check()
    {
        int port;
        await using (var gone = new SmtpDouble())
            port = gone.Port;
        var sender = new SmtpSender(new MailRules(From, "127.0.0.1", port, "", "", ""), TimeProvider.System);

        var fault = await Assert.ThrowsAsync<MailException>(() => sender.SendAsync(new OutgoingMail("x", From, To, "a\r\n"), default));

        Assert.That(fault!.Message, Does.Contain("Listener:Mail:Host"));
    }

    private static string Subject(string mail)
    {
        var start = mail.IndexOf("Subject: ", StringComparison.Ordinal) + 9;
        var folded = mail[start..mail.IndexOf("\r\nDate:", StringComparison.Ordinal)];
        return string.Concat(folded.Split("\r\n ").Select(w => w.StartsWith("=?", StringComparison.Ordinal) ? Encoding.UTF8.GetString(Convert.FromBase64String(w[10..^2])) : w));
    }

    private static string Decode(string encoded)
    {
        var bytes = new List<byte>();
        var text = encoded.Replace("=\r\n", "");
        for (var i = 0; i < text.Length; i++)
        {
            bytes.Add(text[i] == '=' ? Convert.ToByte(text.Substring(i + 1, 2), 16) : (byte)text[i]);
            i += text[i] == '=' ? 2 : 0;
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }

    // Speaks just enough SMTP, on a port the system chose.
    private sealed class SmtpDouble : IAsyncDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly Task serving;

        public SmtpDouble()
        {
            listener.Start();
            serving = ServeAsync();
        }

        public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

        public List<string> Received { get; } = [];

        public string Content { get; private set; } = "";

        public Func<string, string?> Answer { get; init; } = _ => null;

        public async ValueTask DisposeAsync()
        {
            listener.Stop();
            await serving;
        }

        private async Task ServeAsync()
        {
            try
            {
                using var client = await listener.AcceptTcpClientAsync();
                using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
                await using var writer = new StreamWriter(client.GetStream(), Encoding.ASCII) { NewLine = "\r\n", AutoFlush = true };
                await writer.WriteLineAsync("220 ready");
                while (await reader.ReadLineAsync() is { } line)
                {
                    Received.Add(line);
                    await writer.WriteLineAsync(Answer(line) ?? (line == "DATA" ? "354 go on" : line == "QUIT" ? "221 bye" : line.StartsWith("EHLO", StringComparison.Ordinal) ? "250-double\r\n250 8BITMIME" : "250 ok"));
                    if (line == "DATA")
                        await ReadContentAsync(reader, writer);
                }
            }
            catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
            {
                // The test is over.
            }
        }

        private async Task ReadContentAsync(StreamReader reader, StreamWriter writer)
        {
            var content = new StringBuilder();
            while (await reader.ReadLineAsync() is { } line && line != ".")
                content.Append(line).Append("\r\n");
            Content = content.ToString();
            await writer.WriteLineAsync("250 taken");
        }
    }
}
