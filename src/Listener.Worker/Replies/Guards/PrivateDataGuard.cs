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
        return new GuardFinding(Rule, GuardVerdict.Block, $"The reply seems to hold {Name(kind)}{(input.IsPrivate ? "" : ", and everybody can read it")}. Take it out.");
    }

    private static string Name(PrivateDataKind kind) => kind switch
    {
        PrivateDataKind.Card => "a card number",
        PrivateDataKind.Iban => "an account number (IBAN)",
        PrivateDataKind.Mail => "a mail address",
        PrivateDataKind.Phone => "a phone number",
        _ => "an order or customer number",
    };
}
