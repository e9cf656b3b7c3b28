using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Recommendations.Gorse;
using Shopstream.Modules.Recommendations.Profiles;

namespace Shopstream.Modules.Recommendations;

/// <summary>Settings of recommendations, section <c>Recommendations</c>.</summary>
public sealed class RecommendationsOptions
{
    /// <value>
    /// Whether this host follows the stream and keeps profiles. Default true; false where the module is on for its jobs or endpoints only,
    /// whose answers then follow within <see cref="ProfileRefresh"/>.
    /// </value>
    public bool Profiles { get; set; } = true;

    /// <value>What events say about preferences.</value>
    [ValidateObjectMembers]
    public PreferenceOptions Preferences { get; set; } = new();

    /// <value>Age from which a profile that another host writes is read again. 10 ms to 1 hour, default 1 second.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan ProfileRefresh { get; set; } = TimeSpan.FromSeconds(1);

    /// <value>How often products and rules that other hosts changed are read. 10 ms to 1 hour, default 5 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan CatalogueRefresh { get; set; } = TimeSpan.FromSeconds(5);

    /// <value>Visitors kept in memory. 100 to 100,000,000, default 100,000 (some 3 kB each).</value>
    [Range(100, 100_000_000)]
    public int CachedVisitors { get; set; } = 100_000;

    /// <value>Most products in one answer; more are answered with so many and a note. 1 to 10,000, default 100.</value>
    [Range(1, 10_000)]
    public int MostResults { get; set; } = 100;

    /// <value>Whether products that the visitor has seen may be recommended when the request does not say. Default false.</value>
    public bool IncludeSeen { get; set; }

    /// <value>Weight of being unlike what stands above it, 0 (relevance only) to 1. Default 0.15.</value>
    [Range(0d, 1d)]
    public double Diversity { get; set; } = 0.15;

    /// <value>Weight of giving popular and rare products the share that the visitor's own history gives them, 0 to 1. Default 0.1.</value>
    [Range(0d, 1d)]
    public double Calibration { get; set; } = 0.1;

    /// <value>Share of answers whose last place goes to a product drawn among the new or the little shown, 0 to 0.5. Default 0.05.</value>
    [Range(0d, 0.5d)]
    public double Exploration { get; set; } = 0.05;

    /// <value>Time for which a product counts as new. Default 14 days.</value>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan NewFor { get; set; } = TimeSpan.FromDays(14);

    /// <value>Whether answers are put on the bus, so that experiments and rankers can learn from them. Default true.</value>
    public bool LogServed { get; set; } = true;

    /// <value>The interface for clients of the gorse recommender.</value>
    [ValidateObjectMembers]
    public GorseOptions Gorse { get; set; } = new();

    /// <value>Products suggested with each purchase. 1 to 100, default 5.</value>
    [Range(1, 100)]
    public int PurchaseSuggestions { get; set; } = 5;
}

/// <summary>Generated checks of <see cref="RecommendationsOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class RecommendationsOptionsValidator : IValidateOptions<RecommendationsOptions>;
