using System.CommandLine;

namespace Listener.Worker.Cli;

/// <summary>What a verb does with the store. Every verb says so itself, because a store made in the wrong folder looks like success.</summary>
public enum StoreUse
{
    /// <summary>Looks at a store that is there, also beside the running service.</summary>
    Reads,

    /// <summary>Changes a store that is there.</summary>
    Changes,

    /// <summary>Changes it, and makes one where there is none; only if the user asked for a new store.</summary>
    MayCreate,
}

/// <summary>The permission to make a store, as a word on the command line.</summary>
internal static class NewStore
{
    /// <summary>A fresh option for one verb.</summary>
    public static Option<bool> Option() =>
        new("--new-store") { Description = "Make the store if there is none yet, before the service's first start" };

    /// <summary>Use of the store by a verb that changes it.</summary>
    public static StoreUse Use(bool wished) => wished ? StoreUse.MayCreate : StoreUse.Changes;
}
