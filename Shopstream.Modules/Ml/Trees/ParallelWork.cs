namespace Shopstream.Modules.Ml.Trees;

/// <summary>
/// Numbered pieces of work taken by a fixed number of threads, each piece by exactly one. What the pieces are never depends on
/// the number of threads, so that neither do results.
/// </summary>
internal static class ParallelWork
{
    /// <summary>Runs pieces 0 to <paramref name="pieces"/> - 1 and returns when all are done.</summary>
    public static void Run(int threads, int pieces, Action<int> piece)
    {
        if (threads <= 1 || pieces <= 1)
        {
            for (var i = 0; i < pieces; i++) piece(i);
            return;
        }

        var next = -1;
        Parallel.For(0, Math.Min(threads, pieces), new ParallelOptions { MaxDegreeOfParallelism = threads }, _ =>
        {
            for (var i = Interlocked.Increment(ref next); i < pieces; i = Interlocked.Increment(ref next)) piece(i);
        });
    }

    /// <summary>Runs consecutive ranges of at most <paramref name="size"/> that cover 0 to <paramref name="count"/>.</summary>
    public static void Ranges(int threads, int count, int size, Action<int, int> range) =>
        Run(threads, (count + size - 1) / size, i => range(i * size, Math.Min(count, (i + 1) * size)));

    /// <summary>Number of threads that a setting means: 0 stands for one a core.</summary>
    public static int Threads(int setting) => setting > 0 ? setting : Environment.ProcessorCount;
}
