namespace Listener.Worker.Web.Setup;

/// <summary>A step of the set-up.</summary>
/// <param name="Title">Name for people, an English key.</param>
/// <param name="Address">Where it is; null if it cannot be opened again.</param>
public sealed record SetupStep(string Title, string? Address);

/// <summary>The steps of the set-up, in order. The first account cannot be made twice; all others are open to administrators for good.</summary>
public static class SetupSteps
{
    /// <summary>All steps.</summary>
    public static IReadOnlyList<SetupStep> All { get; } =
        [new("First account", null), new("Time zone, language, hours", "/setup/team"), new("First channel", "/setup/channel"), new("Done", "/setup/done")];
}
