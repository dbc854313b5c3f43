using System.Runtime.InteropServices;

namespace Listener.Worker.Hosting;

/// <summary>Makes every file this process creates readable by its own user only: they hold what customers wrote.</summary>
internal static partial class PrivateFiles
{
    private const uint NothingForOthers = 0b000_111_111;

    /// <summary>Sets the process's file mode mask. Windows inherits rights from the folder instead.</summary>
    public static void Require()
    {
        if (!OperatingSystem.IsWindows())
            _ = SetMask(NothingForOthers);
    }

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial uint SetMask(uint mask);
}
