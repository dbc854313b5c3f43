using System.ComponentModel;
using System.Text.RegularExpressions;

namespace Listener.Worker.Channels.GooglePlay;

/// <summary>Settings of one app's reviews on Google Play. Section <c>Listener:Channels:{key}</c> with <c>Type</c> = <c>google-play</c>.</summary>
public sealed partial class GooglePlayOptions : ChannelOptions
{
    /// <summary>Package name of the app.</summary>
    [Asked("Package name of the app")]
    [Description("Package name of the app, for example com.acme.kettle.")]
    public string Package { get; set; } = "";

    /// <summary>Service account's key, the JSON text as downloaded; empty if <see cref="ServiceAccountFile"/> is set.</summary>
    [Secret]
    [Description("Key of a service account that may reply to reviews, as the JSON text that was downloaded; or use ServiceAccountFile.")]
    public string ServiceAccountKey { get; set; } = "";

    /// <summary>Path of the key file; empty if <see cref="ServiceAccountKey"/> is set.</summary>
    [Asked("Path of the key file")]
    [Description("Path of the service account's JSON key file; or use ServiceAccountKey.")]
    public string ServiceAccountFile { get; set; } = "";

    /// <summary>Address of the API.</summary>
    [Description("Address of the API; change it only for tests.")]
    public string Service { get; set; } = "https://androidpublisher.googleapis.com";

    /// <summary>Address that exchanges the key for an access token.</summary>
    [Description("Address of Google's token service; change it only for tests.")]
    public string TokenService { get; set; } = "https://oauth2.googleapis.com/token";

    /// <summary>Language reviews are translated into, as a language tag; empty for the original only.</summary>
    [Description("Language to translate reviews into, for example en; empty for the original text.")]
    public string TranslationLanguage { get; set; } = "";

    /// <summary>Longest wait for one answer, 1 s to 2 min.</summary>
    [Description("Longest wait for one answer, for example 00:00:20.")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public override bool StaysOnThisMachine() => OptionChecks.IsOnThisMachine(Service) && OptionChecks.IsOnThisMachine(TokenService);

    /// <inheritdoc/>
    public override IEnumerable<OptionFault> Check() =>
    [
        .. base.Check(),
        .. CheckOwn(),
        .. OptionChecks.Service(nameof(Service), Service, "https://androidpublisher.googleapis.com"),
        .. OptionChecks.Service(nameof(TokenService), TokenService, "https://oauth2.googleapis.com/token"),
        .. OptionChecks.Timeout(nameof(Timeout), Timeout),
    ];

    private IEnumerable<OptionFault> CheckOwn()
    {
        if (!PackageName().IsMatch(Package))
            yield return new OptionFault(nameof(Package), "is no package name; expected words joined by dots, for example \"com.acme.kettle\"");
        if (TranslationLanguage.Length > 0 && !LanguageTag().IsMatch(TranslationLanguage))
            yield return new OptionFault(nameof(TranslationLanguage), "is no language; expected a tag, for example \"en\" or \"pt-BR\", or nothing");
        var setting = ServiceAccountFile.Length > 0 ? nameof(ServiceAccountFile) : nameof(ServiceAccountKey);
        if (ServiceAccountFile.Length > 0 && ServiceAccountKey.Length > 0)
            yield return new OptionFault(setting, "and ServiceAccountKey are both set; keep one of them");
        else if (GooglePlayKey.Fault(SecretText.Read(ServiceAccountKey, ServiceAccountFile)) is { } fault)
            yield return new OptionFault(setting, fault);
    }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)+$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex PackageName();

    [GeneratedRegex("^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex LanguageTag();
}
