using System.Runtime;
using System.Runtime.InteropServices;

namespace Listener.Worker.Hosting;

/// <summary>Gives memory back that only the start, or a burst, needed and the process would hold for long.</summary>
internal static partial class ProcessMemory
{
    private const int TrimThreshold = -1; // M_TRIM_THRESHOLD of mallopt(3)
    private const int MostKept = 512 * 1024;
    private const int Settling = 60;
    private const long MostGarbage = 24 * 1024 * 1024;

    // False on Windows and with C libraries other than glibc, which give back by themselves.
    private static bool isGlibc = OperatingSystem.IsLinux();

    /// <summary>Has the C library return free memory at once. By itself it raises what it keeps to twice the largest block ever freed.</summary>
    public static void KeepLittle() => Ask(static () => SetAllocator(TrimThreshold, MostKept));

    /// <summary>
    /// Compacts at once and whenever much has piled up since, which stops the process for a moment; and lets go of what the runtime's
    /// compiler has finished with. Looks each second of the first minute, each minute later.
    /// </summary>
    public static async Task GiveBackAsync(TimeProvider time, CancellationToken token)
    {
        var kept = Compact();
        for (var second = 0;; second++)
        {
            await Task.Delay(second < Settling ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(1), time, token);
            // What a burst such as the weekly digest needed, the collector would keep for days (the soak in docs/reliability.md).
            if (second >= Settling && GC.GetGCMemoryInfo().TotalCommittedBytes > kept + MostGarbage)
                kept = Compact();
            // The compiler's work space is freed by the thread of the finalizers, but only when that is woken.
            GC.WaitForPendingFinalizers();
            Ask(static () => TrimHeap(0));
        }
    }

    /// <returns>Bytes that the collector holds afterwards.</returns>
    private static long Compact()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return GC.GetGCMemoryInfo().TotalCommittedBytes;
    }

    private static void Ask(Func<int> library)
    {
        try
        {
            if (isGlibc)
                _ = library();
        }
        catch (EntryPointNotFoundException)
        {
            isGlibc = false;
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int TrimHeap(nuint keep);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetAllocator(int parameter, int value);
}
