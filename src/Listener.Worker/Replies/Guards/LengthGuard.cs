using Listener.Worker.Channels;
using Listener.Worker.Domain;

namespace Listener.Worker.Replies.Guards;

/// <summary>The text must fit the network's limits, counted the network's way. Nothing is ever cut.</summary>
internal sealed class LengthGuard : IReplyGuard
{
    public string Rule => "length";

    public GuardFinding? Check(GuardInput input)
    {
        foreach (var limit in input.Traits.TextLimits)
        {
            var perUnit = limit.Rule is CountingRule.Utf16 or CountingRule.Graphemes ? 1 : 3;
            if (input.Text.Length * (long)perUnit <= limit.Maximum)
                continue;
            var count = TextCounter.Count(input.Text, limit.Rule);
            if (count > limit.Maximum)
                return new GuardFinding(Rule, GuardVerdict.Block, Phrase.Of("guard.length", input.Traits.DisplayName, count, limit.Maximum, count - limit.Maximum));
        }
        return null;
    }
}
