using Listener.Worker.Web.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Listener.Worker.Web;

/// <summary>Base of every component of the console: who looks, and texts in their language.</summary>
public abstract class ConsoleComponent : ComponentBase
{
    /// <summary>Who looks at the page.</summary>
    [Inject]
    public required ConsoleVisit Visit { get; init; }

    /// <summary>Texts; the English text is the key.</summary>
    [Inject]
    public required IStringLocalizer<ConsoleText> T { get; init; }
}
