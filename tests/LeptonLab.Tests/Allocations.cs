namespace LeptonLab.Tests;

/// <summary>What a function allocates on this thread once everything has found its place.</summary>
internal static class Allocations
{
    /// <summary>
    /// The least of some rounds, in bytes: a thread makes its working memory when it first meets a piece of work, and which
    /// thread meets it is left to chance.
    /// </summary>
    internal static long OfSteadyState(Action run)
    {
        long least = long.MaxValue;
        for (int round = 0; round < 10 && least > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 10; i++)
                run();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
