using System.Text.Json;
using Shopstream.Modules.Ml.Customers;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Recommendations.Trending;

/// <summary>The batch layer's view of the archive: events of each product and day in collection <c>product_days</c>, kept in step as <see cref="GatheredDays"/> does.</summary>
internal sealed class ProductDays
{
    /// <summary>One document a product and day.</summary>
    public static readonly CollectionDefinition Days = new("product_days",
        [new("day", IsInteger: true), new("productId", IsInteger: false)], [["day"], ["productId", "day"]]);

    private const long DayMs = CustomerDayBuilder.DayMs;
    private readonly IDocumentStore _documents;
    private readonly ArchivedRecords _records;
    private readonly GatheredDays _gathered;

    /// <summary>The days of a store.</summary>
    public ProductDays(IDocumentStore documents)
    {
        _documents = documents;
        _records = new(documents);
        _gathered = new(documents, Days, GatherAsync);
    }

    /// <summary>Brings the days up to what is archived. Can break off anywhere; the next one goes on.</summary>
    /// <param name="report">Told how far it is, 0 to 1, and what it does.</param>
    /// <param name="all">Whether to gather every day: finds also a day of which as many records were removed as were added.</param>
    /// <param name="cancellationToken">Asks to stop.</param>
    public Task<CustomerDaysSync> SyncAsync(Action<double, string> report, bool all, CancellationToken cancellationToken) => _gathered.SyncAsync(report, all, cancellationToken);

    /// <summary>The last day of the archive that holds anything, none after <paramref name="today"/>; null when none does.</summary>
    public async ValueTask<int?> LastDayAsync(int today, CancellationToken cancellationToken)
    {
        await _gathered.EnsureAsync(cancellationToken);
        return await _records.LastBeforeAsync((today + 1) * DayMs, cancellationToken) is { } last ? CustomerDayBuilder.DayOf(last) : null;
    }

    /// <summary>Number of archived records of a period.</summary>
    public async ValueTask<long> CountAsync(CustomerPeriod period, CancellationToken cancellationToken)
    {
        await _gathered.EnsureAsync(cancellationToken);
        var (sessions, interactions) = await _records.CountAsync(period.First * DayMs, (period.Last + 1) * DayMs, cancellationToken);
        return sessions + interactions;
    }

    /// <summary>Hands over everything of a period as the archive has it now: what is not gathered yet is read from there, and nothing is written.</summary>
    public async Task ReadAsync(CustomerPeriod period, Action<ProductDay> take, CancellationToken cancellationToken)
    {
        await _gathered.EnsureAsync(cancellationToken);
        var stale = (await _gathered.StaleAsync(period.First * DayMs, (period.Last + 1) * DayMs, cancellationToken)).ToHashSet();
        var query = new DocumentQuery { Where = [new("day", Comparison.AtLeast, (long)period.First), new("day", Comparison.Below, period.Last + 1L)] };
        await foreach (var document in _documents.FindAsync(Days.Name, query, cancellationToken))
        {
            var day = JsonSerializer.Deserialize(document.Body.Span, ProductDayJsonContext.Default.ProductDay)!;
            if (!stale.Contains(day.Day)) take(day);
        }

        foreach (var day in stale.Order())
        {
            var builder = new ProductDayBuilder();
            await _records.ReadAsync(day * DayMs, (day + 1) * DayMs, builder.Add, builder.Add, cancellationToken);
            foreach (var found in builder.Build()) take(found);
        }
    }

    private async Task<DayContent> GatherAsync(int day, CancellationToken cancellationToken)
    {
        var builder = new ProductDayBuilder();
        var (read, unreadable) = await _records.ReadAsync(day * DayMs, (day + 1) * DayMs, builder.Add, builder.Add, cancellationToken);
        return new([.. builder.Build().Select(Write)], read, unreadable);
    }

    private static Document Write(ProductDay day) => new(
        $"{GatheredDays.Text(day.Day)}/{day.ProductId}", JsonSerializer.SerializeToUtf8Bytes(day, ProductDayJsonContext.Default.ProductDay), [(long)day.Day, day.ProductId]);
}
