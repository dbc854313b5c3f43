using System.Globalization;

namespace Listener.Worker.Web.Text;

/// <summary>Languages of the console.</summary>
public static class ConsoleLanguages
{
    /// <summary>All, each with its own name.</summary>
    public static IReadOnlyList<(string Code, string Name)> All { get; } =
        [("en", "English"), ("de", "Deutsch"), ("es", "Español"), ("et", "Eesti"), ("ro", "Română"), ("tr", "Türkçe")];

    /// <summary>Culture of a code; null if the console does not speak it.</summary>
    public static CultureInfo? Find(string? code) =>
        All.Any(l => l.Code == code) ? CultureInfo.GetCultureInfo(code == "en" ? "en-GB" : code!) : null;

    /// <summary>First language of an Accept-Language header that the console speaks; English if none.</summary>
    public static CultureInfo Choose(string? acceptLanguage)
    {
        var wanted = (acceptLanguage ?? "").Split(',', 10)
            .Select(part => part.Split(';')[0].Trim().Split('-')[0].ToLowerInvariant());
        return wanted.Select(Find).FirstOrDefault(c => c is not null) ?? Find("en")!;
    }

    /// <summary>Name of a language in the current culture, for example <c>German</c>; the code if it is unknown.</summary>
    public static string NameOf(string code)
    {
        if (code is "und" or "")
            return "";
        try
        {
            return CultureInfo.GetCultureInfo(code, predefinedOnly: true).DisplayName;
        }
        catch (CultureNotFoundException)
        {
            return code;
        }
    }
}
