namespace Shopstream.Modules.Ingest.Simulation;

/// <summary>
/// The funnel view → cart → checkout → purchase: three logistic decisions on one score, whose intercepts are solved for so
/// that over <see cref="Calibrate"/>'s sample the shares are those of the settings.
/// </summary>
internal sealed class PurchaseFunnel
{
    // Whoever fills a cart has made up half of their mind: the later steps hang less on the score.
    private const double LaterSlope = 0.5;

    private readonly double _cart;
    private readonly double _checkout;
    private readonly double _purchase;

    private PurchaseFunnel(double cart, double checkout, double purchase) => (_cart, _checkout, _purchase) = (cart, checkout, purchase);

    /// <summary>The funnel that meets the settings for visitors who score as <paramref name="scores"/>.</summary>
    public static PurchaseFunnel Calibrate(SimulatorOptions options, double[] scores)
    {
        var weights = new double[scores.Length];
        Array.Fill(weights, 1);
        var cart = Solve(scores, weights, 1, options.CartShare);
        Pass(scores, weights, 1, cart);
        var checkout = Solve(scores, weights, LaterSlope, 1 - options.CartAbandonment);
        Pass(scores, weights, LaterSlope, checkout);
        return new PurchaseFunnel(cart, checkout, Solve(scores, weights, LaterSlope, 1 - options.CheckoutAbandonment));
    }

    /// <summary>How far a session with <paramref name="score"/> gets; always draws three numbers.</summary>
    public FunnelStage Decide(double score, Xoshiro256 random)
    {
        var cart = random.Chance(Logistic(_cart + score));
        var checkout = random.Chance(Logistic(_checkout + (LaterSlope * score)));
        var purchase = random.Chance(Logistic(_purchase + (LaterSlope * score)));
        if (!cart) return FunnelStage.View;
        if (!checkout) return FunnelStage.Cart;
        return purchase ? FunnelStage.Purchase : FunnelStage.Checkout;
    }

    /// <summary>Chance that a session with <paramref name="score"/> ends in a purchase.</summary>
    public double Probability(double score) =>
        Logistic(_cart + score) * Logistic(_checkout + (LaterSlope * score)) * Logistic(_purchase + (LaterSlope * score));

    private static void Pass(double[] scores, double[] weights, double slope, double intercept)
    {
        for (var i = 0; i < scores.Length; i++) weights[i] *= Logistic(intercept + (slope * scores[i]));
    }

    // Bisection: the weighted mean of the logistic function rises with its intercept.
    private static double Solve(double[] scores, double[] weights, double slope, double share)
    {
        double low = -40, high = 40;
        for (var step = 0; step < 50; step++)
        {
            var middle = (low + high) / 2;
            double passed = 0, all = 0;
            for (var i = 0; i < scores.Length; i++)
            {
                passed += weights[i] * Logistic(middle + (slope * scores[i]));
                all += weights[i];
            }

            if (passed < share * all) low = middle;
            else high = middle;
        }

        return (low + high) / 2;
    }

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
}
