using System.Runtime.CompilerServices;
using System.Text.Json;
using Shopstream.Modules.Jobs;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Ml.Customers;

/// <summary>The archive gathered by user and day, in collection <c>customer_days</c>, kept in step as <see cref="GatheredDays"/> does.</summary>
internal sealed class CustomerDays
{
    /// <summary>One document a user and day.</summary>
    public static readonly CollectionDefinition Days = new("customer_days",
        [new("userId", IsInteger: false), new("day", IsInteger: true)], [["day"], ["userId", "day"]]);

    /// <summary>Parameter of jobs that bring the days up to date first.</summary>
    public static readonly JobParameter Regather =
        JobParameter.Flag("regather", "Whether to gather all days of the archive anew, not only those whose number of records changed.", fallback: false);

    private const long DayMs = CustomerDayBuilder.DayMs;
    private readonly IDocumentStore _documents;
    private readonly ArchivedRecords _records;
    private readonly GatheredDays _gathered;

    /// <summary>The days of a store.</summary>
    public CustomerDays(IDocumentStore documents)
    {
        _documents = documents;
        _records = new(documents);
        _gathered = new(documents, Days, GatherAsync);
    }

    /// <summary>Brings the days up to what is archived. Can break off anywhere; the next one goes on.</summary>
    /// <param name="report">Told how far it is, 0 to 1, and what it does.</param>
    /// <param name="cancellationToken">Asks to stop.</param>
    /// <param name="all">Whether to gather every day: finds also a day of which as many records were removed as were added.</param>
    public Task<CustomerDaysSync> SyncAsync(Action<double, string> report, CancellationToken cancellationToken, bool all = false) =>
        _gathered.SyncAsync(report, all, cancellationToken);

    /// <summary>The last day that holds anything; null when none does.</summary>
    public async ValueTask<int?> LastDayAsync(CancellationToken cancellationToken)
    {
        await _gathered.EnsureAsync(cancellationToken);
        await foreach (var document in _documents.FindAsync(Days.Name, new() { SortBy = "day", Descending = true, Limit = 1 }, cancellationToken))
            return Read(document).Day;
        return null;
    }

    /// <summary>Everything of a period, in no particular order.</summary>
    public async IAsyncEnumerable<CustomerDay> ReadAsync(CustomerPeriod period, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await _gathered.EnsureAsync(cancellationToken);
        var query = new DocumentQuery { Where = [new("day", Comparison.AtLeast, (long)period.First), new("day", Comparison.Below, period.Last + 1L)] };
        await foreach (var document in _documents.FindAsync(Days.Name, query, cancellationToken)) yield return Read(document);
    }

    private async Task<DayContent> GatherAsync(int day, CancellationToken cancellationToken)
    {
        var builder = new CustomerDayBuilder();
        var (read, unreadable) = await _records.ReadAsync(day * DayMs, (day + 1) * DayMs, builder, cancellationToken);
        return new([.. builder.Build().Select(Write)], read, unreadable);
    }

    private static Document Write(CustomerDay day) =>
        new($"{GatheredDays.Text(day.Day)}/{day.UserId}", JsonSerializer.SerializeToUtf8Bytes(day, CustomerJsonContext.Default.CustomerDay), [day.UserId, (long)day.Day]);

    private static CustomerDay Read(Document document) => JsonSerializer.Deserialize(document.Body.Span, CustomerJsonContext.Default.CustomerDay)!;
}
