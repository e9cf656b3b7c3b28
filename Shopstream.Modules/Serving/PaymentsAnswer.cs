namespace Shopstream.Modules.Serving;

/// <summary>The answer of <c>/analytics/payments</c>.</summary>
internal sealed record PaymentsAnswer(AnalyticsRange Range) : AnalyticsAnswer(Range)
{
    /// <summary>Sessions that reached a cart or checkout.</summary>
    public required long Sessions { get; init; }

    /// <summary>Sessions that paid.</summary>
    public required long PaidSessions { get; init; }

    /// <summary>Money paid.</summary>
    public required double PaidAmount { get; init; }

    /// <summary>Part of the sessions that left a cart or checkout without paying.</summary>
    public required double AbandonedShare { get; init; }

    /// <summary>Methods, most sessions first; <c>abandoned</c> is one of them.</summary>
    public required IReadOnlyList<PaymentFigures> Methods { get; init; }
}

/// <summary>One payment method; share = its part of all sessions, amount share = its part of all money.</summary>
internal sealed record PaymentFigures(string Method, long Sessions, double Share, double Amount, double AmountShare, double MeanAmount);
