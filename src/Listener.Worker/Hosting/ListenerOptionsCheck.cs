using System.Net;
using System.Net.Mail;
using Listener.Worker.Channels;
using Listener.Worker.Domain;

namespace Listener.Worker.Hosting;

/// <summary>Ranges and forms of the service's settings.</summary>
internal static class ListenerOptionsCheck
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private const int LargestTestSpeed = 1000;
    private static readonly string[] DigestLanguages = ["en", "de", "es", "et", "ro", "tr"];

    public static IEnumerable<SettingFault> Check(ListenerOptions options) =>
        CheckHost(options).Concat(CheckBrand(options.Brand)).Concat(CheckTargets(options.Targets))
            .Concat(CheckDelivery(options.Delivery)).Concat(CheckMail(options)).Concat(CheckAdmin(options.Admin));

    /// <summary>A test's speed is refused while any channel may reach a real network.</summary>
    public static IEnumerable<SettingFault> CheckSpeed(ListenerOptions options, IEnumerable<KeyValuePair<ChannelKey, ChannelOptions>> channels)
    {
        if (options.TestSpeed is < 1 or > LargestTestSpeed)
            yield return Fault("TestSpeed", "is outside 1 to 1000; expected 1, except in tests");
        else if (options.TestSpeed > 1 && channels.FirstOrDefault(c => c.Value.Enabled && !c.Value.StaysOnThisMachine()) is { Value: not null } far)
            yield return Fault("TestSpeed", $"is above 1, but the channel {far.Key} may reach a network outside this machine; expected 1, or test networks on 127.0.0.1 for all channels");
    }

    private static IEnumerable<SettingFault> CheckHost(ListenerOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.DataFolder))
            yield return Fault("DataFolder", "is empty; expected a folder, for example \"data\"");
        if (string.IsNullOrWhiteSpace(options.ModelsFolder))
            yield return Fault("ModelsFolder", "is empty; expected a folder, for example \"models\"");
        if (!Uri.TryCreate(options.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            yield return Fault("Url", "is not an address; expected for example \"http://127.0.0.1:5080\"");
        else if (!url.IsLoopback && url.Scheme == "http" && options.TrustedProxies.Count == 0)
            yield return Fault("Url", "binds more than this machine without TLS; use https, or name the proxy in Listener:TrustedProxies");
        for (var i = 0; i < options.TrustedProxies.Count; i++)
            if (!IPAddress.TryParse(options.TrustedProxies[i], out _))
                yield return Fault($"TrustedProxies:{i}", "is not an IP address, for example \"10.0.0.2\"");
    }

    private static IEnumerable<SettingFault> CheckBrand(BrandOptions brand)
    {
        if (brand.Name.Length is 0 or > 60)
            yield return Fault("Brand:Name", "has no or more than 60 characters; expected the name customers know");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(brand.TimeZone, out _))
            yield return Fault("Brand:TimeZone", "is not a time zone; expected an IANA name, for example \"Europe/Berlin\"");
        if (brand.DayBegins < TimeSpan.Zero || brand.DayBegins >= Day)
            yield return Fault("Brand:DayBegins", "is no time of day; expected 00:00 to 23:59, for example \"09:00\"");
        if (brand.Language.Length != 2 || !brand.Language.All(char.IsAsciiLetterLower))
            yield return Fault("Brand:Language", "is not a language code; expected two small letters, for example \"de\"");
        if (brand.HelpUrl.Length > 0 && (!Uri.TryCreate(brand.HelpUrl, UriKind.Absolute, out var url) || url.Scheme != "https"))
            yield return Fault("Brand:HelpUrl", "is not an https address, for example \"https://example.com/help\"");
    }

    private static IEnumerable<SettingFault> CheckTargets(TargetOptions targets)
    {
        var all = new (string Name, TimeSpan Value)[]
        {
            ("PurchaseInterest", targets.PurchaseInterest), ("Praise", targets.Praise), ("Question", targets.Question),
            ("Complaint", targets.Complaint), ("Ceiling", targets.Ceiling),
        };
        foreach (var (name, value) in all)
            if (value <= TimeSpan.Zero || value > Day)
                yield return Fault($"Targets:{name}", "is outside 00:00:01 to 1.00:00:00; a first reply is never later than 24 hours");
        if (targets.WideReach < 1)
            yield return Fault("Targets:WideReach", "is below 1; expected a number of followers, for example 10000");
    }

    private static IEnumerable<SettingFault> CheckDelivery(DeliveryOptions delivery)
    {
        if (delivery.UndoWindow < TimeSpan.Zero || delivery.UndoWindow > TimeSpan.FromSeconds(60))
            yield return Fault("Delivery:UndoWindow", "is outside 00:00:00 to 00:01:00");
        if (delivery.Lease < TimeSpan.FromSeconds(10) || delivery.Lease > TimeSpan.FromHours(1))
            yield return Fault("Delivery:Lease", "is outside 00:00:10 to 01:00:00");
        if (delivery.MaxRepliesPerThreadAndHour is < 1 or > 1000)
            yield return Fault("Delivery:MaxRepliesPerThreadAndHour", "is outside 1 to 1000");
        if (delivery.MaxRepliesPerChannelAndHour is < 1 or > 100_000)
            yield return Fault("Delivery:MaxRepliesPerChannelAndHour", "is outside 1 to 100000");
    }

    private static IEnumerable<SettingFault> CheckMail(ListenerOptions options)
    {
        var mail = options.Mail;
        if (mail.Port is < 1 or > 65535)
            yield return Fault("Mail:Port", "is outside 1 to 65535");
        if (mail.From.Length > 0 && !MailAddress.TryCreate(mail.From, out _))
            yield return Fault("Mail:From", "is not a mail address, for example \"listener@example.com\"");
        if (options.Digest.Recipients.Count > 0 && mail.From.Length == 0)
            yield return Fault("Mail:From", "is empty, but Listener:Digest:Recipients names somebody; expected a sender address");
        if (options.Digest.Recipients.Count > 0 && mail.Host.Length == 0 && mail.PickupFolder.Length == 0)
            yield return Fault("Mail:Host", "is empty, as is Listener:Mail:PickupFolder; one of them is needed to send the digest");
        for (var i = 0; i < options.Digest.Recipients.Count; i++)
            if (!MailAddress.TryCreate(options.Digest.Recipients[i], out _))
                yield return Fault($"Digest:Recipients:{i}", "is not a mail address, for example \"team@example.com\"");
        if (!DigestLanguages.Contains(options.Digest.Language))
            yield return Fault("Digest:Language", "is not one of en, de, es, et, ro, tr");
    }

    private static IEnumerable<SettingFault> CheckAdmin(AdminOptions admin)
    {
        if (admin.Email.Length == 0 && admin.Password.Length == 0)
            yield break;
        if (Web.Security.UserAccounts.NameFault(admin.Email) is not null)
            yield return Fault("Admin:Email", "is no user name; expected 1-64 characters without spaces, for example \"ana@example.com\"");
        if (Web.Security.PasswordHashing.Fault(admin.Password) is not null)
            yield return Fault("Admin:Password", "is too short or too long; expected 12-256 characters");
    }

    private static SettingFault Fault(string key, string problem) => new($"{ListenerOptions.Section}:{key}", problem);
}
