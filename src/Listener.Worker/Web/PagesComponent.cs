using Listener.Worker.Web.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Listener.Worker.Web;

/// <summary>Base of the pages about channels, reports and digests, which have texts of their own.</summary>
public abstract class PagesComponent : ConsoleComponent
{
    /// <summary>Texts of these pages; the English text is the key.</summary>
    [Inject]
    public required IStringLocalizer<PagesText> P { get; init; }
}
