using System.ComponentModel.DataAnnotations;

namespace Shopstream.Modules.Ingest.Simulation;

/// <summary>
/// Settings of the simulated shop. Shares lie between 0 and 1. Two simulators with equal options produce equal sequences.
/// </summary>
public sealed class SimulatorOptions
{
    /// <summary>Where all randomness comes from; default 42.</summary>
    public long Seed { get; set; } = 42;

    /// <summary>Visitors known to the shop, bots included; default 50,000.</summary>
    [Range(10, 10_000_000)]
    public int Users { get; set; } = 50_000;

    /// <summary>Begin of a generated history, and the origin of the product trends.</summary>
    public DateTimeOffset Start { get; set; } = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Length of a generated history; default 28 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3660.00:00:00")]
    public TimeSpan Span { get; set; } = TimeSpan.FromDays(28);

    /// <summary>Mean rate of the live shop in sessions a second, over a whole week; default 20.</summary>
    [Range(0.001, 1_000_000)]
    public double SessionsPerSecond { get; set; } = 20;

    /// <summary>How much the hour matters for the number of sessions: 0 a flat day, 1 (default) a quiet night and a busy evening.</summary>
    [Range(0.0, 1.0)]
    public double DailyRhythm { get; set; } = 1;

    /// <summary>How much the weekday matters for the number of sessions: 0 a flat week, 1 (default) a busier weekend.</summary>
    [Range(0.0, 1.0)]
    public double WeeklyRhythm { get; set; } = 1;

    /// <summary>Standard deviation by which the number of sessions strays from day to day and hour to hour; default 0.06.</summary>
    [Range(0.0, 0.3)]
    public double TrafficNoise { get; set; } = 0.06;

    /// <summary>How far trends move a product's popularity: it varies by the factor e^±strength; default 0.7.</summary>
    [Range(0.0, 3.0)]
    public double TrendStrength { get; set; } = 0.7;

    /// <summary>Length of one rise and fall of a product's popularity, give or take a half; default 10 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "366.00:00:00")]
    public TimeSpan TrendPeriod { get; set; } = TimeSpan.FromDays(10);

    /// <summary>Standard deviation of the logarithm of how often a visitor comes; 0 makes all equally active; default 1.2.</summary>
    [Range(0.0, 3.0)]
    public double ActivitySpread { get; set; } = 1.2;

    /// <summary>Standard deviation of a visitor's log taste for a room; 0 gives everybody the same taste; default 1.</summary>
    [Range(0.0, 3.0)]
    public double TasteSpread { get; set; } = 1;

    /// <summary>Chance that the next product comes from the room of the last one; default 0.65.</summary>
    [Range(0.0, 1.0)]
    public double RoomLoyalty { get; set; } = 0.65;

    /// <summary>Share of the sessions of people that put something into the cart; default 0.30.</summary>
    [Range(0.001, 0.95)]
    public double CartShare { get; set; } = 0.30;

    /// <summary>Share of those carts that never reach the checkout; default 0.45.</summary>
    [Range(0.0, 0.99)]
    public double CartAbandonment { get; set; } = 0.45;

    /// <summary>Share of those checkouts that end without a purchase; default 0.25.</summary>
    [Range(0.0, 0.99)]
    public double CheckoutAbandonment { get; set; } = 0.25;

    /// <summary>
    /// Weight of what can be observed before checkout in the decision to buy: 0 makes the purchase unpredictable, 1
    /// (default) lets good models reach an AUC of about 0.87.
    /// </summary>
    [Range(0.0, 3.0)]
    public double ObservableWeight { get; set; } = 1;

    /// <summary>Weight of what nobody can observe (budget, mood) in the decision to buy; default 1.</summary>
    [Range(0.0, 5.0)]
    public double HiddenWeight { get; set; } = 1;

    /// <summary>Share of viewed products that get a review; default 0.06.</summary>
    [Range(0.0, 1.0)]
    public double ReviewShare { get; set; } = 0.06;

    /// <summary>Share of fresh sessions that are bots; default 0.02.</summary>
    [Range(0.0, 1.0)]
    public double BotShare { get; set; } = 0.02;

    /// <summary>Share of all records that repeat an earlier session, byte for byte; default 0.01.</summary>
    [Range(0.0, 0.99)]
    public double DuplicateShare { get; set; } = 0.01;

    /// <summary>Share of fresh sessions with device type <c>unknown</c>; default 0.01.</summary>
    [Range(0.0, 1.0)]
    public double UnknownDeviceShare { get; set; } = 0.01;

    /// <summary>Share of fresh sessions with referrer <c>unknown</c>; default 0.015.</summary>
    [Range(0.0, 1.0)]
    public double UnknownReferrerShare { get; set; } = 0.015;

    /// <summary>Share of fresh sessions that arrive late; default 0.005.</summary>
    [Range(0.0, 1.0)]
    public double LateShare { get; set; } = 0.005;

    /// <summary>Least delay of a late session; default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "366.00:00:00")]
    public TimeSpan LateFrom { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Greatest delay of a late session, not below <see cref="LateFrom"/>; default 2 hours.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "366.00:00:00")]
    public TimeSpan LateTo { get; set; } = TimeSpan.FromHours(2);

    /// <summary>Share of fresh sessions that arrive a little out of order; default 0.2.</summary>
    [Range(0.0, 1.0)]
    public double ShuffleShare { get; set; } = 0.2;

    /// <summary>Greatest delay of a session that arrives out of order; default 20 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan ShuffleWindow { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>A copy, so that later changes do not reach a running simulator.</summary>
    internal SimulatorOptions Snapshot() => (SimulatorOptions)MemberwiseClone();
}
