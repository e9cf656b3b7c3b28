using System.ComponentModel.DataAnnotations;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Recommendations.Profiles;

/// <summary>How much an event says about a preference, section <c>Recommendations:Preferences</c>. Live profiles and training use the same.</summary>
public sealed class PreferenceOptions
{
    /// <value>Weight of a view. -1,000 to 1,000, default 1.</value>
    [Range(-1000d, 1000d)]
    public double View { get; set; } = 1;

    /// <value>Weight of a click on a recommendation. Default 1.</value>
    [Range(-1000d, 1000d)]
    public double Click { get; set; } = 1;

    /// <value>Weight of putting into the cart. Default 3.</value>
    [Range(-1000d, 1000d)]
    public double Cart { get; set; } = 3;

    /// <value>Weight of taking out of the cart. Default -2.</value>
    [Range(-1000d, 1000d)]
    public double RemoveFromCart { get; set; } = -2;

    /// <value>Weight of a purchase. Default 5.</value>
    [Range(-1000d, 1000d)]
    public double Purchase { get; set; } = 5;

    /// <value>Weight of a like. Default 4.</value>
    [Range(-1000d, 1000d)]
    public double Like { get; set; } = 4;

    /// <value>Weight of a dislike; the product is also hidden from the user. Default -5.</value>
    [Range(-1000d, 1000d)]
    public double Dislike { get; set; } = -5;

    /// <value>Weight of an impression that no click followed. Default -0.05.</value>
    [Range(-1000d, 1000d)]
    public double Impression { get; set; } = -0.05;

    /// <value>Rating that counts as nothing; each star above or below counts <see cref="RatingStep"/>. Default 3.</value>
    [Range(-1000d, 1000d)]
    public double NeutralRating { get; set; } = 3;

    /// <value>Weight of each star above the neutral rating, and against a product of each below. Default 2.</value>
    [Range(0d, 1000d)]
    public double RatingStep { get; set; } = 2;

    /// <value>Time after which an event counts half. 1 minute to 10 years, default 30 days.</value>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan HalfLife { get; set; } = TimeSpan.FromDays(30);

    /// <summary>The weight of an event, before time counts.</summary>
    /// <param name="type">One of <see cref="EventTypes"/>.</param>
    /// <param name="value">Stars of a rating.</param>
    public double WeightOf(string type, double? value) => type switch
    {
        EventTypes.View => View,
        EventTypes.Click => Click,
        EventTypes.Cart => Cart,
        EventTypes.RemoveFromCart => RemoveFromCart,
        EventTypes.Purchase => Purchase,
        EventTypes.Like => Like,
        EventTypes.Dislike => Dislike,
        EventTypes.Impression => Impression,
        EventTypes.Rating => ((value ?? NeutralRating) - NeutralRating) * RatingStep,
        _ => 0,
    };

    /// <summary>What is left of a weight after some time: half after each <see cref="HalfLife"/>.</summary>
    public double Decay(long elapsedMs) => Math.Pow(0.5, Math.Max(0, elapsedMs) / HalfLife.TotalMilliseconds);
}
