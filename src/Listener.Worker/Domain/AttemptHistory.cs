namespace Listener.Worker.Domain;

/// <summary>What the ledger tells of the attempts to post one reply.</summary>
public static class AttemptHistory
{
    /// <summary>Begins the detail of a reply that waits for a person although the network surely did not store its last attempt; rows in the store carry it.</summary>
    public const string NotPosted = "Not posted after ";

    /// <summary>Number of attempts that the network surely did not store.</summary>
    /// <param name="steps">Steps of the reply, oldest first.</param>
    public static int SurelyRefused(IReadOnlyList<LedgerEntry> steps) =>
        steps.Zip(steps.Skip(1)).Count(s => s.First.State == ReplyState.Sending && IsSureRefusal(s.Second));

    /// <summary>True if something of the reply may stand on the network; also where steps are lost.</summary>
    /// <param name="attempts">Attempts made.</param>
    /// <param name="steps">Steps of the reply, oldest first.</param>
    public static bool MayStand(int attempts, IReadOnlyList<LedgerEntry> steps) => attempts > SurelyRefused(steps);

    private static bool IsSureRefusal(LedgerEntry after) => after.State == ReplyState.RetryLater
        || (after.State == ReplyState.NeedsPerson && after.Detail?.StartsWith(NotPosted, StringComparison.Ordinal) == true);
}
