using Shopstream.Modules.Events;
using Shopstream.Modules.Ml.Sentiment;

namespace Shopstream.Modules.StreamAnalytics;

/// <summary>A session document with what every window needs of it worked out once.</summary>
internal readonly ref struct SessionFacts
{
    public required ShopSession Session { get; init; }

    public required long DurationMs { get; init; }

    /// <summary>Money spent, ten-thousandths.</summary>
    public required long Amount { get; init; }

    /// <summary>Price of all products of the session, ten-thousandths.</summary>
    public required long CartValue { get; init; }

    /// <summary>Something went into the cart, bought or not.</summary>
    public required bool HasCart { get; init; }

    public required ReadOnlySpan<ScoredReview> Reviews { get; init; }

    /// <summary>Works a session out; its reviews are scored by <paramref name="sentiment"/> into <paramref name="reviews"/>.</summary>
    public static SessionFacts Of(ShopSession session, SentimentModel sentiment, List<ScoredReview> reviews)
    {
        long cart = 0;
        foreach (var price in session.ProductPrices) cart += Money.FromUnits(price);
        reviews.Clear();
        for (var i = 0; i < session.ProductReviews.Count; i++)
        {
            if (session.ProductReviews[i] is { Length: > 0 } text)
                reviews.Add(new ScoredReview(i, text, sentiment.Score(text)));
        }

        return new SessionFacts
        {
            Session = session,
            DurationMs = SessionAnalysis.Milliseconds(session.SessionDuration),
            Amount = session.PurchaseMade ? Money.FromUnits(session.AmountSpent) : 0,
            CartValue = cart,
            HasCart = session.PurchaseMade || session.Actions is "checkout" or "add_to_cart",
            Reviews = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(reviews),
        };
    }
}

/// <summary>A review and its sentiment.</summary>
/// <param name="Product">Position in the session's products.</param>
/// <param name="Text">What was written.</param>
/// <param name="Score">Its sentiment.</param>
internal readonly record struct ScoredReview(int Product, string Text, SentimentScore Score);
