using Listener.Worker.Domain;

namespace Listener.Worker.Replies.Guards;

/// <summary>No placeholder may be left when a reply goes out.</summary>
internal sealed class PlaceholderGuard : IReplyGuard
{
    public string Rule => "placeholders";

    public GuardFinding? Check(GuardInput input)
    {
        var left = Placeholders.FindIn(input.Text);
        if (left.Count > 0)
        {
            var unknown = left.FirstOrDefault(n => !Placeholders.All.Contains(n));
            return new GuardFinding(Rule, GuardVerdict.Block, unknown is null
                ? Phrase.Of("guard.fill", string.Join(", ", left))
                : Phrase.Of("guard.unknown-placeholder", unknown, string.Join(", ", Placeholders.All.Order())));
        }
        return input.Text.Contains("{{", StringComparison.Ordinal) || input.Text.Contains("}}", StringComparison.Ordinal)
            ? new GuardFinding(Rule, GuardVerdict.Block, Phrase.Of("guard.braces"))
            : null;
    }
}
