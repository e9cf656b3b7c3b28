using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Shopstream.Modules.Jobs;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Ml.Customers;

/// <summary>What a synchronisation did.</summary>
/// <param name="Days">Days that were gathered anew.</param>
/// <param name="Read">Records read for them.</param>
/// <param name="Unreadable">Records of those that were no valid session or interaction.</param>
internal readonly record struct CustomerDaysSync(int Days, long Read, long Unreadable);

/// <summary>
/// The archive gathered by user and day, in collection <c>customer_days</c>. A day is gathered anew only when the number of its
/// records has changed since, so that late records, imported history and removals are found, and a nightly run reads one day.
/// </summary>
internal sealed class CustomerDays(IDocumentStore documents)
{
    private const long DayMs = CustomerDayBuilder.DayMs;
    private const int Batch = 1_000;

    /// <summary>One document a user and day.</summary>
    public static readonly CollectionDefinition Days = new("customer_days",
        [new("userId", IsInteger: false), new("day", IsInteger: true)], [["day"], ["userId", "day"]]);

    /// <summary>Parameter of jobs that bring the days up to date first.</summary>
    public static readonly JobParameter Regather =
        JobParameter.Flag("regather", "Whether to gather all days of the archive anew, not only those whose number of records changed.", fallback: false);

    private static readonly CollectionDefinition Gathered = new("customer_days_gathered", [new("day", IsInteger: true)], [["day"]]);
    private readonly ArchivedRecords _records = new(documents);

    /// <summary>Brings the days up to what is archived. Can break off anywhere; the next one goes on.</summary>
    /// <param name="report">Told how far it is, 0 to 1, and what it does.</param>
    /// <param name="cancellationToken">Asks to stop.</param>
    /// <param name="all">Whether to gather every day: finds also a day of which as many records were removed as were added.</param>
    public async Task<CustomerDaysSync> SyncAsync(Action<double, string> report, CancellationToken cancellationToken, bool all = false)
    {
        await EnsureAsync(cancellationToken);
        var before = await GatheredAsync(cancellationToken);
        var changed = await ChangedAsync(before, all, cancellationToken);
        var done = new CustomerDaysSync(changed.Count, 0, 0);
        for (var i = 0; i < changed.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            report((double)i / changed.Count, $"gathering {Text(changed[i].Day)}");
            var (read, unreadable) = await GatherAsync(changed[i], cancellationToken);
            done = done with { Read = done.Read + read, Unreadable = done.Unreadable + unreadable };
        }

        report(1, "gathered");
        return done;
    }

    /// <summary>The last day that holds anything; null when none does.</summary>
    public async ValueTask<int?> LastDayAsync(CancellationToken cancellationToken)
    {
        await EnsureAsync(cancellationToken);
        await foreach (var document in documents.FindAsync(Days.Name, new() { SortBy = "day", Descending = true, Limit = 1 }, cancellationToken))
            return Read(document).Day;
        return null;
    }

    /// <summary>Everything of a period, in no particular order.</summary>
    public async IAsyncEnumerable<CustomerDay> ReadAsync(CustomerPeriod period, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await EnsureAsync(cancellationToken);
        var query = new DocumentQuery { Where = [new("day", Comparison.AtLeast, (long)period.First), new("day", Comparison.Below, period.Last + 1L)] };
        await foreach (var document in documents.FindAsync(Days.Name, query, cancellationToken)) yield return Read(document);
    }

    private async ValueTask EnsureAsync(CancellationToken cancellationToken)
    {
        await _records.EnsureAsync(cancellationToken);
        await documents.EnsureCollectionAsync(Days, cancellationToken);
        await documents.EnsureCollectionAsync(Gathered, cancellationToken);
    }

    private async Task<List<GatheredDay>> ChangedAsync(Dictionary<int, GatheredDay> before, bool all, CancellationToken cancellationToken)
    {
        var changed = new List<GatheredDay>();
        var now = new HashSet<int>();
        for (var from = long.MinValue; await _records.FirstFromAsync(from, cancellationToken) is { } first;)
        {
            var day = CustomerDayBuilder.DayOf(first);
            from = (day + 1) * DayMs;
            var (sessions, interactions) = await _records.CountAsync(day * DayMs, from, cancellationToken);
            var count = new GatheredDay { Day = day, Sessions = sessions, Interactions = interactions };
            now.Add(day);
            if (all || !before.TryGetValue(day, out var old) || (old.Sessions, old.Interactions) != (sessions, interactions)) changed.Add(count);
        }

        // What was there once and is gone.
        changed.AddRange(before.Values.Where(d => !now.Contains(d.Day) && d.Sessions + d.Interactions > 0).Select(d => new GatheredDay { Day = d.Day }));
        changed.Sort((a, b) => a.Day.CompareTo(b.Day));
        return changed;
    }

    private async Task<(long Read, long Unreadable)> GatherAsync(GatheredDay day, CancellationToken cancellationToken)
    {
        var builder = new CustomerDayBuilder();
        var found = await _records.ReadAsync(day.Day * DayMs, (day.Day + 1) * DayMs, builder, cancellationToken);
        var days = builder.Build();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var chunk in days.Chunk(Batch))
        {
            Document[] written = [.. chunk.Select(d => new Document(Id(d), JsonSerializer.SerializeToUtf8Bytes(d, CustomerJsonContext.Default.CustomerDay), [d.UserId, (long)d.Day]))];
            foreach (var document in written) ids.Add(document.Id);
            await documents.UpsertAsync(Days.Name, written, cancellationToken);
        }

        var gone = new List<string>();
        var query = new DocumentQuery { Where = [new("day", Comparison.Equal, (long)day.Day)] };
        await foreach (var document in documents.FindAsync(Days.Name, query, cancellationToken))
            if (!ids.Contains(document.Id)) gone.Add(document.Id);
        foreach (var chunk in gone.Chunk(Batch)) await documents.DeleteAsync(Days.Name, chunk, cancellationToken);

        // The count was taken before the records were read: whatever arrived since makes the next one differ.
        var body = JsonSerializer.SerializeToUtf8Bytes(day, CustomerJsonContext.Default.GatheredDay);
        await documents.UpsertAsync(Gathered.Name, [new(Text(day.Day), body, [(long)day.Day])], cancellationToken);
        return found;
    }

    private async Task<Dictionary<int, GatheredDay>> GatheredAsync(CancellationToken cancellationToken)
    {
        var days = new Dictionary<int, GatheredDay>();
        await foreach (var document in documents.FindAsync(Gathered.Name, DocumentQuery.All, cancellationToken))
        {
            var day = JsonSerializer.Deserialize(document.Body.Span, CustomerJsonContext.Default.GatheredDay)!;
            days[day.Day] = day;
        }

        return days;
    }

    private static CustomerDay Read(Document document) => JsonSerializer.Deserialize(document.Body.Span, CustomerJsonContext.Default.CustomerDay)!;

    private static string Id(CustomerDay day) => $"{Text(day.Day)}/{day.UserId}";

    private static string Text(int day) => DateTimeOffset.UnixEpoch.AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
