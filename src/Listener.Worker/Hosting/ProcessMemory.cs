using System.Runtime;
using System.Runtime.InteropServices;

namespace Listener.Worker.Hosting;

/// <summary>Gives memory back that only the start, or a burst, needed: some 15 MB that an idle service would hold for life.</summary>
internal static partial class ProcessMemory
{
    private const int TrimThreshold = -1; // M_TRIM_THRESHOLD of mallopt(3)
    private const int MostKept = 512 * 1024;
    private const int Settling = 60;

    // False on Windows and with C libraries other than glibc, which give back by themselves.
    private static bool isGlibc = OperatingSystem.IsLinux();

    /// <summary>Has the C library return free memory at once. By itself it raises what it keeps to twice the largest block ever freed.</summary>
    public static void KeepLittle() => Ask(static () => SetAllocator(TrimThreshold, MostKept));

    /// <summary>Compacts once, which stops the process for some 20 ms, then lets go of what the runtime's compiler has finished with: each second of the first minute, each minute later.</summary>
    public static async Task GiveBackAsync(TimeProvider time, CancellationToken token)
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        for (var second = 0; isGlibc; second++)
        {
            await Task.Delay(second < Settling ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(1), time, token);
            // The compiler's work space is freed by the thread of the finalizers, but only when that is woken.
            GC.WaitForPendingFinalizers();
            Ask(static () => TrimHeap(0));
        }
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
