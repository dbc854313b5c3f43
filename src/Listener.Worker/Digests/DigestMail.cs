using System.Security.Cryptography;
using System.Text;

namespace Listener.Worker.Digests;

/// <summary>A digest as a mail: plain text and HTML, no image, script or remote file. The same digest and recipient give the same bytes.</summary>
public static class DigestMail
{
    /// <summary>Writes the mail.</summary>
    /// <param name="digest">The digest.</param>
    /// <param name="words">Language.</param>
    /// <param name="from">Sender address.</param>
    /// <param name="to">Recipient address.</param>
    /// <exception cref="MailException">One of the two is no address.</exception>
    public static OutgoingMail Write(Digest digest, DigestWords words, string from, string to)
    {
        var sender = MailHeader.AddressOf(from) ?? throw new MailException("Listener:Mail:From is not a mail address, for example \"listener@example.com\".", isFinal: true);
        var recipient = MailHeader.AddressOf(to) ?? throw new MailException("An entry of Listener:Digest:Recipients is not a mail address, for example \"team@example.com\".", isFinal: true);
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{digest.Key}|{words.Language}|{digest.Brand}|{recipient}")))[..24];
        var mail = new StringBuilder(Head(digest, words, sender, recipient, id));
        Part(mail, id, "text/plain", TextDigest.Write(digest, words));
        Part(mail, id, "text/html", MailDigest.Write(digest, words));
        mail.Append("--").Append(Boundary(id)).Append("--\r\n");
        return new OutgoingMail($"digest-{digest.Key}-{words.Language}-{id[..8]}", sender, recipient, mail.ToString());
    }

    // The same id for every try lets mail programs show a mail that arrived twice only once.
    private static string Head(Digest digest, DigestWords words, string from, string to, string id) =>
        MailHeader.Plain("From", from)
        + MailHeader.Plain("To", to)
        + MailHeader.Text("Subject", $"{words.Of(digest.Headline, digest.Mentions)} – {digest.Brand}, {words.Say("title", digest.Key)}")
        + MailHeader.Plain("Date", MailHeader.Date(digest.AsOf))
        + MailHeader.Plain("Message-ID", $"<listener.{digest.Key}.{id}@{from[(from.IndexOf('@', StringComparison.Ordinal) + 1)..]}>")
        + MailHeader.Plain("List-Unsubscribe", $"<mailto:{from}?subject=unsubscribe%20digest>")
        + MailHeader.Plain("Auto-Submitted", "auto-generated")
        + MailHeader.Plain("Content-Language", words.Language)
        + MailHeader.Plain("MIME-Version", "1.0")
        + MailHeader.Plain("Content-Type", $"multipart/alternative; boundary=\"{Boundary(id)}\"")
        + "\r\n";

    private static void Part(StringBuilder mail, string id, string type, string content) =>
        mail.Append("--").Append(Boundary(id)).Append("\r\nContent-Type: ").Append(type)
            .Append("; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n").Append(MailHeader.QuotedPrintable(content));

    // "=_" cannot occur in quoted-printable, so no content can end its part.
    private static string Boundary(string id) => $"=_{id}";
}
