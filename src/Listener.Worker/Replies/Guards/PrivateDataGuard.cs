using Listener.Worker.Domain;

namespace Listener.Worker.Replies.Guards;

/// <summary>
/// Card and account numbers, phone numbers, mail addresses and long order numbers do not belong into a public reply,
/// card numbers into none.
/// </summary>
internal sealed class PrivateDataGuard : IReplyGuard
{
    public string Rule => "private data";

    public GuardFinding? Check(GuardInput input)
    {
        if (PrivateData.FindIn(input.Text) is not { } kind)
            return null;
        if (input.IsPrivate && kind is not PrivateDataKind.Card)
            return null;
        return new GuardFinding(Rule, GuardVerdict.Block, Phrase.Of(input.IsPrivate ? "guard.private" : "guard.private-in-public", Phrase.Of(CodeOf(kind))));
    }

    private static string CodeOf(PrivateDataKind kind) => kind switch
    {
        PrivateDataKind.Card => "private.card",
        PrivateDataKind.Iban => "private.iban",
        PrivateDataKind.Mail => "private.mail",
        PrivateDataKind.Phone => "private.phone",
        _ => "private.number",
    };
}
