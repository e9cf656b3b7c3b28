namespace Shopstream.Modules.Experiments.Definitions;

/// <summary>The measures that an experiment can decide by.</summary>
internal static class ExperimentMeasures
{
    /// <summary>Clicks on impressions.</summary>
    public const string ClickThrough = "click-through";

    /// <summary>Share of the users who bought.</summary>
    public const string Conversion = "conversion";

    /// <summary>Amount bought by user.</summary>
    public const string Revenue = "revenue";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [ClickThrough, Conversion, Revenue];
}
