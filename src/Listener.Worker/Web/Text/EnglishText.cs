using System.Globalization;
using Microsoft.Extensions.Localization;

namespace Listener.Worker.Web.Text;

/// <summary>English for places without a reader's language: English texts are their own keys.</summary>
internal sealed class EnglishText : IStringLocalizer
{
    /// <summary>The only one.</summary>
    public static readonly EnglishText Instance = new();

    private EnglishText()
    {
    }

    /// <inheritdoc/>
    public LocalizedString this[string name] => new(name, name);

    /// <inheritdoc/>
    public LocalizedString this[string name, params object[] arguments] => new(name, string.Format(CultureInfo.InvariantCulture, name, arguments));

    /// <inheritdoc/>
    public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => [];
}
