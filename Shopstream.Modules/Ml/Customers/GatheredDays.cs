using System.Globalization;
using System.Text.Json;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Ml.Customers;

/// <summary>What a synchronisation did.</summary>
/// <param name="Days">Days that were gathered anew.</param>
/// <param name="Read">Records read for them.</param>
/// <param name="Unreadable">Records of those that were no valid session or interaction.</param>
internal readonly record struct CustomerDaysSync(int Days, long Read, long Unreadable);

/// <summary>What one day of the archive became.</summary>
/// <param name="Documents">Its documents; they carry the field <c>day</c>.</param>
/// <param name="Read">Records read.</param>
/// <param name="Unreadable">Records of those that were no valid session or interaction.</param>
internal readonly record struct DayContent(IReadOnlyList<Document> Documents, long Read, long Unreadable);

/// <summary>
/// Keeps a collection of documents by day in step with the archive. A day is gathered anew only when the number of its records has
/// changed since, so that late records, imported history and removals are found, and a later run reads what is new.
/// </summary>
/// <param name="documents">Where archive and days are.</param>
/// <param name="days">The collection; its fields hold <c>day</c>, in days since 1970-01-01 UTC.</param>
/// <param name="gather">Makes the documents of a day.</param>
internal sealed class GatheredDays(IDocumentStore documents, CollectionDefinition days, Func<int, CancellationToken, Task<DayContent>> gather)
{
    private const long DayMs = CustomerDayBuilder.DayMs;
    private const int Batch = 1_000;
    private readonly CollectionDefinition _gathered = new($"{days.Name}_gathered", [new("day", IsInteger: true)], [["day"]]);
    private readonly ArchivedRecords _records = new(documents);

    /// <summary>Creates the collections when they are not there yet.</summary>
    public async ValueTask EnsureAsync(CancellationToken cancellationToken)
    {
        await _records.EnsureAsync(cancellationToken);
        await documents.EnsureCollectionAsync(days, cancellationToken);
        await documents.EnsureCollectionAsync(_gathered, cancellationToken);
    }

    /// <summary>Brings the days up to what is archived. Can break off anywhere; the next one goes on.</summary>
    /// <param name="report">Told how far it is, 0 to 1, and what it does.</param>
    /// <param name="all">Whether to gather every day: finds also a day of which as many records were removed as were added.</param>
    /// <param name="cancellationToken">Asks to stop.</param>
    public async Task<CustomerDaysSync> SyncAsync(Action<double, string> report, bool all, CancellationToken cancellationToken)
    {
        await EnsureAsync(cancellationToken);
        var changed = await ChangedAsync(long.MinValue, long.MaxValue, all, cancellationToken);
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

    /// <summary>The days of [from, to) that were not gathered yet, or of which the number of records has changed since.</summary>
    public async Task<IReadOnlyList<int>> StaleAsync(long fromMs, long toMs, CancellationToken cancellationToken) =>
        [.. (await ChangedAsync(fromMs, toMs, all: false, cancellationToken)).Select(d => d.Day)];

    /// <summary>A day as text, <c>yyyy-MM-dd</c>.</summary>
    public static string Text(int day) => DateTimeOffset.UnixEpoch.AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private async Task<List<GatheredDay>> ChangedAsync(long fromMs, long toMs, bool all, CancellationToken cancellationToken)
    {
        var before = await GatheredAsync(fromMs, toMs, cancellationToken);
        var changed = new List<GatheredDay>();
        var now = new HashSet<int>();
        for (var from = fromMs; await _records.FirstFromAsync(from, cancellationToken) is { } first && first < toMs;)
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
        var content = await gather(day.Day, cancellationToken);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var chunk in content.Documents.Chunk(Batch))
        {
            foreach (var document in chunk) ids.Add(document.Id);
            await documents.UpsertAsync(days.Name, chunk, cancellationToken);
        }

        var gone = new List<string>();
        var query = new DocumentQuery { Where = [new("day", Comparison.Equal, (long)day.Day)] };
        await foreach (var document in documents.FindAsync(days.Name, query, cancellationToken))
            if (!ids.Contains(document.Id)) gone.Add(document.Id);
        foreach (var chunk in gone.Chunk(Batch)) await documents.DeleteAsync(days.Name, chunk, cancellationToken);

        // The count was taken before the records were read: whatever arrived since makes the next one differ.
        var body = JsonSerializer.SerializeToUtf8Bytes(day, CustomerJsonContext.Default.GatheredDay);
        await documents.UpsertAsync(_gathered.Name, [new(Text(day.Day), body, [(long)day.Day])], cancellationToken);
        return (content.Read, content.Unreadable);
    }

    private async Task<Dictionary<int, GatheredDay>> GatheredAsync(long fromMs, long toMs, CancellationToken cancellationToken)
    {
        var found = new Dictionary<int, GatheredDay>();
        var where = new List<FieldCondition>();
        if (fromMs > long.MinValue) where.Add(new("day", Comparison.AtLeast, (long)CustomerDayBuilder.DayOf(fromMs)));
        if (toMs < long.MaxValue) where.Add(new("day", Comparison.Below, CustomerDayBuilder.DayOf(toMs - 1) + 1L));
        await foreach (var document in documents.FindAsync(_gathered.Name, new() { Where = where }, cancellationToken))
        {
            var day = JsonSerializer.Deserialize(document.Body.Span, CustomerJsonContext.Default.GatheredDay)!;
            found[day.Day] = day;
        }

        return found;
    }
}
