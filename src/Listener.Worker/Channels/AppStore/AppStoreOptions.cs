using System.ComponentModel;
using System.Security.Cryptography;

namespace Listener.Worker.Channels.AppStore;

/// <summary>Settings of one app's reviews on the App Store. Section <c>Listener:Channels:{key}</c> with <c>Type</c> = <c>app-store</c>.</summary>
public sealed class AppStoreOptions : ChannelOptions
{
    private const int ShortestKeyId = 8;

    /// <summary>Apple's number of the app.</summary>
    [Asked("Apple ID of the app")]
    [Description("Apple ID of the app, a number shown in App Store Connect under App information.")]
    public string AppId { get; set; } = "";

    /// <summary>Id of the issuer of the key.</summary>
    [Asked("Issuer ID")]
    [Description("Issuer ID, shown in App Store Connect under Users and access, Integrations.")]
    public string IssuerId { get; set; } = "";

    /// <summary>Id of the key.</summary>
    [Asked("Key ID")]
    [Description("Key ID, shown beside the key, for example 2X9R4HXF34.")]
    public string KeyId { get; set; } = "";

    /// <summary>Private key, the text of the .p8 file; empty if <see cref="PrivateKeyFile"/> is set.</summary>
    [Secret]
    [Description("Private key, the text of the .p8 file of a key with the role Customer Support; or use PrivateKeyFile.")]
    public string PrivateKey { get; set; } = "";

    /// <summary>Path of the .p8 file; empty if <see cref="PrivateKey"/> is set.</summary>
    [Asked("Path of the key file")]
    [Description("Path of the .p8 file; or use PrivateKey.")]
    public string PrivateKeyFile { get; set; } = "";

    /// <summary>Address of the API.</summary>
    [Description("Address of the API; change it only for tests.")]
    public string Service { get; set; } = "https://api.appstoreconnect.apple.com";

    /// <summary>How far the first reading goes back, 0 to 365 days.</summary>
    [Description("How far the first reading goes back, for example 7.00:00:00 for a week.")]
    public TimeSpan FirstReadBack { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Longest wait for one answer, 1 s to 2 min.</summary>
    [Description("Longest wait for one answer, for example 00:00:20.")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public override bool StaysOnThisMachine() => OptionChecks.IsOnThisMachine(Service);

    /// <inheritdoc/>
    public override IEnumerable<OptionFault> Check() =>
    [
        .. base.Check(),
        .. CheckIds(),
        .. CheckKey(),
        .. OptionChecks.Service(nameof(Service), Service, "https://api.appstoreconnect.apple.com"),
        .. OptionChecks.Duration(nameof(FirstReadBack), FirstReadBack, TimeSpan.Zero, TimeSpan.FromDays(365), TimeSpan.FromDays(7)),
        .. OptionChecks.Timeout(nameof(Timeout), Timeout),
    ];

    /// <summary>The private key, to be disposed of; null if it is none.</summary>
    internal ECDsa? OpenKey()
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(SecretText.Read(PrivateKey, PrivateKeyFile) ?? "");
            if (key.KeySize == 256 && key.ExportParameters(true).D is not null)
                return key;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            // Named as a wrong setting by the caller.
        }
        key.Dispose();
        return null;
    }

    private IEnumerable<OptionFault> CheckIds()
    {
        if (AppId.Length is 0 or > 20 || !AppId.All(char.IsAsciiDigit))
            yield return new OptionFault(nameof(AppId), "is no Apple ID; expected the app's number, for example \"1234567890\"");
        if (!Guid.TryParse(IssuerId, out _))
            yield return new OptionFault(nameof(IssuerId), "is no issuer id; expected the form \"57246542-96fe-1a63-e053-0824d011072a\"");
        if (KeyId.Length is < ShortestKeyId or > 20 || !KeyId.All(char.IsAsciiLetterOrDigit))
            yield return new OptionFault(nameof(KeyId), "is no key id; expected about 10 letters and digits, for example \"2X9R4HXF34\"");
    }

    private IEnumerable<OptionFault> CheckKey()
    {
        var setting = PrivateKeyFile.Length > 0 ? nameof(PrivateKeyFile) : nameof(PrivateKey);
        if (PrivateKeyFile.Length > 0 && PrivateKey.Length > 0)
        {
            yield return new OptionFault(setting, "and PrivateKey are both set; keep one of them");
            yield break;
        }
        using var key = OpenKey();
        if (key is null)
            yield return new OptionFault(setting, "is no private key on P-256; expected the .p8 file that App Store Connect hands out once, beginning with \"-----BEGIN PRIVATE KEY-----\"");
    }
}
