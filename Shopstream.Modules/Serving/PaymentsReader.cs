using Shopstream.Modules.Stores;
using static Shopstream.Modules.Serving.MeasureReading;

namespace Shopstream.Modules.Serving;

/// <summary>Reads how sessions were paid from <c>payments</c>.</summary>
internal sealed class PaymentsReader(ISearchIndex index)
{
    private const string Abandoned = "abandoned";
    private static readonly WindowIndexDefinition Definition = AnalyticsIndices.Payments;
    private static readonly int Sessions = Definition.MeasureIndex("sessions");
    private static readonly int Amount = Definition.MeasureIndex("amount");

    /// <summary>The first <paramref name="top"/> methods by sessions; shares are of all methods.</summary>
    public async ValueTask<PaymentsAnswer> ReadAsync(AnalyticsRange range, int top, CancellationToken cancellationToken)
    {
        var rows = await index.QueryWindowsAsync(range.Query(Definition) with { OrderBy = "sessions" }, cancellationToken);
        long sessions = 0, amount = 0, abandonedSessions = 0, abandonedAmount = 0;
        foreach (var row in rows)
        {
            sessions += row.Measures[Sessions];
            amount += row.Measures[Amount];
            if (row.Key != Abandoned) continue;
            abandonedSessions += row.Measures[Sessions];
            abandonedAmount += row.Measures[Amount];
        }

        return new(range)
        {
            Sessions = sessions,
            PaidSessions = sessions - abandonedSessions,
            PaidAmount = Units(amount - abandonedAmount),
            AbandonedShare = Ratio(abandonedSessions, sessions),
            Methods = [.. rows.Take(top).Select(r => Figures(r, sessions, amount))],
        };
    }

    private static PaymentFigures Figures(WindowRow row, long sessions, long amount)
    {
        var (count, money) = (row.Measures[Sessions], row.Measures[Amount]);
        return new(row.Key, count, Ratio(count, sessions), Units(money), Ratio(money, amount), MeanUnits(money, count));
    }
}
