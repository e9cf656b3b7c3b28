namespace Shopstream.Modules.Ingest.Simulation;

/// <summary>Stream numbers of the generators, so that one part of the shop never shifts the draws of another.</summary>
internal static class RandomStreams
{
    /// <summary>A generated history.</summary>
    public const long History = 1;

    /// <summary>How active each visitor is.</summary>
    public const long Activity = 2;

    /// <summary>Phases of the trends.</summary>
    public const long Trends = 3;

    /// <summary>Sessions that the funnel is calibrated on.</summary>
    public const long Calibration = 4;

    /// <summary>How each day's traffic strays from the usual.</summary>
    public const long Traffic = 5;

    /// <summary>First of the streams of single visitors.</summary>
    public const long Visitors = 1L << 32;

    /// <summary>First of the live streams, to which the first moment in milliseconds is added.</summary>
    public const long Live = 1L << 52;
}
