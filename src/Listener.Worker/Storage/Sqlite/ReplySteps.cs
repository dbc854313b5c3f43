using Listener.Worker.Domain;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>Which state a reply may enter from which, apart from Sending, which only an attempt enters.</summary>
internal static class ReplySteps
{
    /// <summary>True if the step is part of the state machine. Delivered is taken from every state but Delivered.</summary>
    public static bool Allows(ReplyState from, ReplyState to) => (from, to) switch
    {
        (ReplyState.Delivered, _) => false,
        (_, ReplyState.Delivered) => true,
        (_, ReplyState.Sending) => false,
        (ReplyState.Refused or ReplyState.Cancelled, _) => false,
        (ReplyState.Approved or ReplyState.RetryLater, _) => to is not (ReplyState.Unknown or ReplyState.Checking),
        (ReplyState.Sending, _) => to is ReplyState.RetryLater or ReplyState.Refused or ReplyState.Unknown or ReplyState.NeedsPerson,
        (ReplyState.Unknown or ReplyState.Checking, _) => to is not (ReplyState.Cancelled or ReplyState.ManualHandOff),
        (ReplyState.NeedsPerson, _) => true,
        (ReplyState.ManualHandOff, _) => to is ReplyState.Cancelled or ReplyState.NeedsPerson or ReplyState.ManualHandOff,
        _ => false,
    };

    /// <summary>True if the mention waits for nobody but us again: the line ends here, and the reply does not stand on the network.</summary>
    public static bool NeedsSomebody(ReplyState state) =>
        state is ReplyState.Refused or ReplyState.NeedsPerson or ReplyState.Cancelled or ReplyState.ManualHandOff;
}
