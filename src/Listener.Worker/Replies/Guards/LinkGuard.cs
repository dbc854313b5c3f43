using Listener.Worker.Domain;

namespace Listener.Worker.Replies.Guards;

/// <summary>Few links, and secure ones: more looks like spam to networks and readers.</summary>
internal sealed class LinkGuard : IReplyGuard
{
    private const int MostLinks = 2;

    public string Rule => "links";

    public GuardFinding? Check(GuardInput input)
    {
        if (!input.Text.Contains("://", StringComparison.Ordinal))
            return null;
        var links = input.Text.AsSpan().Count("://");
        if (links > MostLinks)
            return new GuardFinding(Rule, GuardVerdict.Warn, Phrase.Of("guard.links", links, MostLinks));
        return input.Text.Contains("http://", StringComparison.OrdinalIgnoreCase)
            ? new GuardFinding(Rule, GuardVerdict.Warn, Phrase.Of("guard.http"))
            : null;
    }
}
