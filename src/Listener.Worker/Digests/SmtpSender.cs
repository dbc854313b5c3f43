using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Listener.Worker.Digests;

/// <summary>Sends mail by SMTP. Outside this machine nothing is said before the line is encrypted.</summary>
/// <remarks>Sources: RFC 5321 (SMTP), RFC 3207 (STARTTLS), RFC 4954 and RFC 4616 (AUTH PLAIN).</remarks>
public sealed class SmtpSender(MailRules rules, TimeProvider clock) : IMailSender
{
    private const int TlsFromTheStart = 465;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public async Task SendAsync(OutgoingMail mail, CancellationToken token)
    {
        using var timeout = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, timeout.Token);
        try
        {
            await TalkAsync(mail, either.Token);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            throw Fault($"did not answer within {Limit.TotalSeconds:0} s. It is tried again by itself.");
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw Fault($"cannot be reached ({e.Message}) Check Listener:Mail:Host and Listener:Mail:Port.", inner: e);
        }
        catch (AuthenticationException e)
        {
            throw Fault($"has a certificate that cannot be trusted ({e.Message}) Set Listener:Mail:Host to the name in its certificate.", isFinal: true, e);
        }
    }

    private async Task TalkAsync(OutgoingMail mail, CancellationToken token)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(rules.Host, rules.Port, token);
        await using var plain = socket.GetStream();
        var isLocal = socket.Client.RemoteEndPoint is IPEndPoint { Address: var address } && IPAddress.IsLoopback(address);
        var line = new SmtpLine(rules.Port == TlsFromTheStart ? await EncryptAsync(plain, token) : plain, rules);
        await line.ExpectAsync(220, token);
        var offers = await line.HelloAsync(token);
        if (line.IsPlain && offers.Contains("STARTTLS"))
        {
            await line.SayAsync("STARTTLS", 220, token);
            line = new SmtpLine(await EncryptAsync(plain, token), rules);
            offers = await line.HelloAsync(token);
        }
        else if (line.IsPlain && !isLocal)
        {
            throw Fault("offers no encryption (STARTTLS). Use another port or server; mail is not sent in the open.", isFinal: true);
        }
        if (rules.User.Length > 0)
            await LogInAsync(line, offers, token);
        await line.SayAsync($"MAIL FROM:<{mail.From}>", 250, token);
        await line.SayAsync($"RCPT TO:<{mail.To}>", 250, token);
        await line.SayAsync("DATA", 354, token);
        await line.SayAsync(Stuff(mail.Content) + ".", 250, token, shown: "the mail");
        await line.PartAsync(token);
    }

    private async Task LogInAsync(SmtpLine line, IReadOnlySet<string> offers, CancellationToken token)
    {
        if (!offers.Contains("AUTH"))
            throw Fault("takes no user name. Empty Listener:Mail:User, or use its port for sending (587).", isFinal: true);
        var secret = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{rules.User}\0{rules.Password}"));
        await line.SayAsync($"AUTH PLAIN {secret}", 235, token, shown: "AUTH");
    }

    private async Task<SslStream> EncryptAsync(Stream plain, CancellationToken token)
    {
        var encrypted = new SslStream(plain);
        await encrypted.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = rules.Host }, token);
        return encrypted;
    }

    // A line with a single point would end the mail (RFC 5321, 4.5.2).
    private static string Stuff(string content)
    {
        var stuffed = content.Replace("\r\n.", "\r\n..", StringComparison.Ordinal);
        return stuffed.StartsWith('.') ? "." + stuffed : stuffed;
    }

    private MailException Fault(string what, bool isFinal = false, Exception? inner = null) => new($"Mail server {rules.Host}:{rules.Port} {what}", isFinal, inner);
}

/// <summary>One conversation with a mail server, line by line.</summary>
internal sealed class SmtpLine(Stream stream, MailRules rules)
{
    private const int LongestAnswer = 64 * 1024;
    private readonly StreamReader reader = new(stream, Encoding.ASCII);

    public bool IsPlain => stream is not SslStream;

    /// <summary>Greets; returns the extensions it offers.</summary>
    public async Task<IReadOnlySet<string>> HelloAsync(CancellationToken token)
    {
        var answer = await SayAsync("EHLO listener", 250, token);
        return answer.Select(l => l.Split(' ')[0].ToUpperInvariant()).ToHashSet(StringComparer.Ordinal);
    }

    public async Task<IReadOnlyList<string>> SayAsync(string words, int expected, CancellationToken token, string? shown = null)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(words + "\r\n"), token);
        await stream.FlushAsync(token);
        return await ExpectAsync(expected, token, shown ?? words.Split(' ', ':', '\r')[0]);
    }

    /// <summary>Leaves. The mail is taken already, so a rude server does not matter.</summary>
    public async Task PartAsync(CancellationToken token)
    {
        try
        {
            await SayAsync("QUIT", 221, token);
        }
        catch (Exception e) when (e is IOException or MailException)
        {
            // Taken is taken.
        }
    }

    public async Task<IReadOnlyList<string>> ExpectAsync(int expected, CancellationToken token, string after = "the greeting")
    {
        var lines = new List<string>();
        for (var length = 0; length < LongestAnswer;)
        {
            var line = await reader.ReadLineAsync(token) ?? throw new IOException("it hung up.");
            length += line.Length;
            if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), out var code))
                break;
            lines.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length > 3 && line[3] == '-')
                continue;
            if (code == expected || (expected == 250 && code == 251))
                return lines;
            throw Refused(code, line, after);
        }
        throw new MailException($"Mail server {rules.Host}:{rules.Port} does not speak SMTP after {after}. Check Listener:Mail:Port.", isFinal: true);
    }

    private MailException Refused(int code, string line, string after)
    {
        var words = TextSafety.OneLine(line);
        var next = code == 535 ? "Check Listener:Mail:User and Listener:Mail:Password." : code < 500 ? "It is tried again by itself." : "Check the address and the settings under Listener:Mail.";
        return new MailException($"Mail server {rules.Host}:{rules.Port} refused {after}: {(words.Length > 200 ? words[..200] : words)}. {next}", isFinal: code >= 500);
    }
}
