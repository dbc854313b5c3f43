namespace Listener.Worker.Hosting;

/// <summary>Settings of the service. Section <c>Listener</c>; channels are bound apart, one class a kind.</summary>
public sealed class ListenerOptions
{
    /// <summary>Section name.</summary>
    public const string Section = "Listener";

    /// <summary>Folder of the store, keys, logs and tokens; relative to the working directory.</summary>
    public string DataFolder { get; set; } = "data";

    /// <summary>Folder of the classifier's models; relative to the program.</summary>
    public string ModelsFolder { get; set; } = "models";

    /// <summary>Address of the console and the API.</summary>
    public string Url { get; set; } = "http://127.0.0.1:5080";

    /// <summary>Proxies whose forwarded headers are believed; needed before another address than loopback may be bound.</summary>
    public IList<string> TrustedProxies { get; } = [];

    /// <summary>Who we are.</summary>
    public BrandOptions Brand { get; set; } = new();

    /// <summary>Response targets.</summary>
    public TargetOptions Targets { get; set; } = new();

    /// <summary>Posting.</summary>
    public DeliveryOptions Delivery { get; set; } = new();

    /// <summary>Weekly digest.</summary>
    public DigestOptions Digest { get; set; } = new();

    /// <summary>Outgoing mail.</summary>
    public MailOptions Mail { get; set; } = new();

    /// <summary>First account for a set-up without a person.</summary>
    public AdminOptions Admin { get; set; } = new();

    /// <summary>
    /// How many times sooner networks are read, doubtful replies looked for and refused ones tried again, 1-1000. For tests: above 1 only
    /// while every channel's network lies on this machine, because a real network needs the time.
    /// </summary>
    public int TestSpeed { get; set; } = 1;
}

/// <summary>First account, made only while there is no user. Section <c>Listener:Admin</c>; best set from the environment or the credentials folder.</summary>
public sealed class AdminOptions
{
    /// <summary>User name or mail address; empty for none.</summary>
    public string Email { get; set; } = "";

    /// <summary>Password, 12 characters or more.</summary>
    [Channels.Secret]
    public string Password { get; set; } = "";
}

/// <summary>Who we are. Section <c>Listener:Brand</c>.</summary>
public sealed class BrandOptions
{
    /// <summary>Brand name as customers know it, 1-60 characters.</summary>
    public string Name { get; set; } = "Our shop";

    /// <summary>First name or team name that signs replies; empty for none.</summary>
    public string Signature { get; set; } = "";

    /// <summary>IANA time zone of the team, for example <c>Europe/Berlin</c>.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>When the team's working day begins, 00:00 to 23:59 of that zone; what is put off until another day comes back then.</summary>
    public TimeSpan DayBegins { get; set; } = TimeSpan.FromHours(9);

    /// <summary>Language drafts fall back to, ISO 639-1.</summary>
    public string Language { get; set; } = "en";

    /// <summary>Address of the help pages, https; empty for none. Fills <c>{{brand.help_url}}</c>.</summary>
    public string HelpUrl { get; set; } = "";

    /// <summary>Contact for matters that need private data, for example a mail address. Fills <c>{{brand.contact}}</c>.</summary>
    public string Contact { get; set; } = "";
}

/// <summary>Response targets. Section <c>Listener:Targets</c>. None may exceed 24 hours.</summary>
public sealed class TargetOptions
{
    /// <summary>Somebody is about to buy.</summary>
    public TimeSpan PurchaseInterest { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Thanks, praise and simple questions.</summary>
    public TimeSpan Praise { get; set; } = TimeSpan.FromHours(2);

    /// <summary>Questions and requests.</summary>
    public TimeSpan Question { get; set; } = TimeSpan.FromHours(2);

    /// <summary>Complaints and problem reports.</summary>
    public TimeSpan Complaint { get; set; } = TimeSpan.FromHours(3);

    /// <summary>Everything else that is owed an answer; the hard ceiling of all.</summary>
    public TimeSpan Ceiling { get; set; } = TimeSpan.FromHours(24);

    /// <summary>From this audience size on, an author's mention is raised and an approver is asked.</summary>
    public int WideReach { get; set; } = 10_000;
}

/// <summary>Posting. Section <c>Listener:Delivery</c>.</summary>
public sealed class DeliveryOptions
{
    /// <summary>Time in which an approval can be undone, 0-60 s.</summary>
    public TimeSpan UndoWindow { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one sender may hold a reply; longer than the network's time-out.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Most replies to one customer in one thread an hour; everybody under a post of ours is in one thread.</summary>
    public int MaxRepliesPerThreadAndHour { get; set; } = 5;

    /// <summary>Most replies of one channel an hour.</summary>
    public int MaxRepliesPerChannelAndHour { get; set; } = 200;

    /// <summary>True shows what would be posted and posts nothing.</summary>
    public bool Rehearse { get; set; }
}

/// <summary>Weekly digest. Section <c>Listener:Digest</c>.</summary>
public sealed class DigestOptions
{
    /// <summary>Mail addresses; empty builds the digest without mailing it.</summary>
    public IList<string> Recipients { get; } = [];

    /// <summary>Language, one of en, de, es, et, ro, tr.</summary>
    public string Language { get; set; } = "en";

    /// <summary>True leaves the handles of quoted people out.</summary>
    public bool HideHandles { get; set; }
}

/// <summary>Outgoing mail. Section <c>Listener:Mail</c>.</summary>
public sealed class MailOptions
{
    /// <summary>Folder to drop .eml files into; used if no host is set.</summary>
    public string PickupFolder { get; set; } = "";

    /// <summary>SMTP host; empty for none.</summary>
    public string Host { get; set; } = "";

    /// <summary>SMTP port, 1-65535.</summary>
    public int Port { get; set; } = 587;

    /// <summary>Sender address.</summary>
    public string From { get; set; } = "";

    /// <summary>User name; empty for none.</summary>
    public string User { get; set; } = "";

    /// <summary>Password.</summary>
    [Channels.Secret]
    public string Password { get; set; } = "";
}
