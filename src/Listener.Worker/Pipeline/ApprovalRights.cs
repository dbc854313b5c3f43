using Listener.Worker.Domain;
using Listener.Worker.Replies;
using Listener.Worker.Storage;

namespace Listener.Worker.Pipeline;

/// <summary>Who may approve what. Pure.</summary>
public sealed class ApprovalRights(DraftingRules rules)
{
    /// <summary>Rules that ask for an approver: those of the mention, and a large amount of money in the text.</summary>
    public IReadOnlyList<string> RulesFor(StoredMention mention, string text)
    {
        var names = mention.Routing?.ApprovalRules ?? [];
        return Amounts.LargestIn(text) > rules.AmountLimit ? [.. names, ApprovalRuleNames.Amount] : names;
    }

    /// <summary>Why this person may not approve; null if the person may.</summary>
    /// <param name="role">Role of the person.</param>
    /// <param name="ownText">True if the person wrote or changed the text.</param>
    /// <param name="asking">Rules that ask, see <see cref="RulesFor"/>.</param>
    public string? WhyNot(Role role, bool ownText, IReadOnlyList<string> asking)
    {
        if (role == Role.Viewer)
            return "Your role may read only. Ask an administrator for the role Writer.";
        if (asking.Count == 0)
            return null;
        if (role < Role.Approver)
            return $"An approver has to decide: {string.Join(", ", asking)}. Hand it in.";
        return ownText && asking.FirstOrDefault(rules.SecondPersonRules.Contains) is { } rule
            ? $"Somebody else has to approve your text: {rule}. Hand it in."
            : null;
    }
}
