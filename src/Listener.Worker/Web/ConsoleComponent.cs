using Listener.Worker.Domain;
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

    /// <summary>Words of what is stored as code or short name: sentences, rules, queues, targets.</summary>
    [Inject]
    public required IStringLocalizer<PhraseText> Named { get; init; }

    /// <summary>A stored sentence in the reader's language.</summary>
    protected string Say(Phrase phrase) => Words.Of(phrase, Named);
}
