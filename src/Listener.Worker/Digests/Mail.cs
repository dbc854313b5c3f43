namespace Listener.Worker.Digests;

/// <summary>Settings of outgoing mail.</summary>
/// <param name="From">Sender address.</param>
/// <param name="Host">SMTP host; empty for none.</param>
/// <param name="Port">SMTP port; 465 speaks TLS from the first byte, others by STARTTLS.</param>
/// <param name="User">User name; empty for none.</param>
/// <param name="Password">Password.</param>
/// <param name="PickupFolder">Folder for .eml files, used if no host is set; empty for none.</param>
public sealed record MailRules(string From, string Host, int Port, string User, string Password, string PickupFolder)
{
    /// <summary>No mail is set up.</summary>
    public static MailRules None { get; } = new("", "", 587, "", "", "");

    /// <summary>True if mail can leave.</summary>
    public bool IsSetUp => From.Length > 0 && (Host.Length > 0 || PickupFolder.Length > 0);
}

/// <summary>A mail as it leaves: addresses of the envelope and the finished text.</summary>
/// <param name="Name">Short name, for files; letters, digits and hyphens.</param>
/// <param name="From">Sender of the envelope.</param>
/// <param name="To">The one recipient.</param>
/// <param name="Content">Head and body in RFC 5322 form: ASCII, lines of at most 998 characters, ended by CR LF.</param>
public sealed record OutgoingMail(string Name, string From, string To, string Content);

/// <summary>Hands mail over to whoever delivers it.</summary>
public interface IMailSender
{
    /// <summary>Sends one mail; returns when the next server or the folder has taken it.</summary>
    /// <exception cref="MailException">It was not taken; the message says why and what to do.</exception>
    Task SendAsync(OutgoingMail mail, CancellationToken token);
}

/// <summary>A mail was not taken. The message holds no password and no content.</summary>
public sealed class MailException : Exception
{
    /// <summary>Says what happened and what to do.</summary>
    public MailException(string message, bool isFinal = false, Exception? inner = null) : base(message, inner) => IsFinal = isFinal;

    /// <summary>True if trying again is useless until somebody changes something.</summary>
    public bool IsFinal { get; }
}

/// <summary>Chooses the way mail leaves.</summary>
internal static class MailSenders
{
    public static IMailSender Choose(MailRules rules, TimeProvider clock) => rules switch
    {
        { Host.Length: > 0 } => new SmtpSender(rules, clock),
        { PickupFolder.Length: > 0 } => new PickupFolder(rules.PickupFolder),
        _ => new NoMail(),
    };

    private sealed class NoMail : IMailSender
    {
        public Task SendAsync(OutgoingMail mail, CancellationToken token) =>
            throw new MailException("No mail server is set. Set Listener:Mail:Host, or Listener:Mail:PickupFolder.", isFinal: true);
    }
}

/// <summary>Drops mails as .eml files into a folder from which a mail server collects them.</summary>
public sealed class PickupFolder(string folder) : IMailSender
{
    /// <inheritdoc/>
    public async Task SendAsync(OutgoingMail mail, CancellationToken token)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var file = Path.Combine(folder, mail.Name + ".eml");
            // A collector must never see half a mail.
            var fresh = file + ".part";
            await File.WriteAllTextAsync(fresh, mail.Content, System.Text.Encoding.ASCII, token);
            File.Move(fresh, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MailException($"{folder} cannot be written ({e.Message}). Give the service the right to write there, or set Listener:Mail:PickupFolder to another folder.", inner: e);
        }
    }
}
