namespace Shopstream.Modules.Ingest.Importing;

/// <summary>How to read an import.</summary>
/// <param name="LatestTime">Events after this time are refused: now plus what clocks may differ.</param>
/// <param name="MaxLineLength">Longest line, or CSV record of several lines, in bytes without its line end; longer ones are refused. 1 to 1 GiB, default 1 MiB.</param>
public sealed record ImportOptions(DateTimeOffset LatestTime, int MaxLineLength = 1 << 20)
{
    /// <summary>Longest line in bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not 1 to 1 GiB.</exception>
    public int MaxLineLength { get; init => field = InRange(value); } = InRange(MaxLineLength);

    /// <summary>Event time of an interaction whose source gives none; <see cref="LatestTime"/> when null.</summary>
    public DateTimeOffset? ArrivalTime { get; init; }

    /// <summary>Told how far the import has read; share it with whoever draws the progress bar.</summary>
    public ImportProgress Progress { get; init; } = new();

    private static int InRange(int maxLineLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLineLength, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxLineLength, 1 << 30);
        return maxLineLength;
    }
}
