using System.Text.Json.Nodes;
using Shopstream.Modules.Archive;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.InProcess;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Faults;

/// <summary>Compares everything that the pipeline left behind with what must come out.</summary>
internal static class ResultsVerifier
{
    private const int Shown = 10;
    private static readonly long FromMs = DateTimeOffset.UnixEpoch.ToUnixTimeMilliseconds();
    private static readonly long ToMs = new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    /// <summary>All differences, each in one sentence; few of each kind.</summary>
    public static async Task<List<string>> DifferencesAsync(
        ExpectedResults expected, ISearchIndex index, IDocumentStore documents, CancellationToken cancel)
    {
        await PipelineRunner.EnsureIndicesAsync(index, cancel);
        await documents.EnsureCollectionAsync(ArchiveCollections.Sessions, cancel);
        await documents.EnsureCollectionAsync(ArchiveCollections.Interactions, cancel);
        return
        [
            .. await RowsAsync(expected, index, cancel),
            .. await UsersAsync(expected, index, cancel),
            .. await ArchiveAsync(expected, documents, cancel),
            .. await SummariesAsync(expected, index, cancel),
        ];
    }

    /// <summary>What differs in the topics: refused sessions, and purchases in flight. Repeated writes count once.</summary>
    public static async Task<List<string>> TopicDifferencesAsync(ExpectedResults expected, IEventBus bus, CancellationToken cancel)
    {
        var differences = new List<string>();
        var rejected = await DistinctAsync(bus, Topics.RejectedSessions, cancel);
        var reasons = rejected.Select(r => JsonNode.Parse(r.Value.Span)!["reason"]!.ToString()).GroupBy(r => r).ToDictionary(g => g.Key, g => g.Count());
        foreach (var reason in reasons.Keys.Union(expected.Rejected.Keys))
            Compare(differences, $"sessions rejected as {reason}", reasons.GetValueOrDefault(reason), expected.Rejected.GetValueOrDefault(reason));
        Compare(differences, "purchases in flight", (await DistinctAsync(bus, Topics.RealTimeRecommendations, cancel)).Count, expected.Purchases);
        Compare(differences, "late records", (await DistinctAsync(bus, Topics.LateRecords, cancel)).Count, 0);
        return differences;
    }

    /// <summary>What differs in the sketches: session counts of users exactly, the number of users within four standard errors.</summary>
    public static async Task<List<string>> SketchDifferencesAsync(ExpectedResults expected, IMembershipSketches sketches, CancellationToken cancel)
    {
        var differences = new List<string>();
        var counts = expected.ValidSessions.GroupBy(s => s.Value).ToDictionary(g => g.Key, g => g.Count());
        foreach (var (user, count) in counts) Compare(differences, $"sessions of {user}", await sketches.SessionCountAsync(user, cancel), count);
        var users = await sketches.DistinctUsersAsync(cancel);
        if (Math.Abs(users - counts.Count) > Math.Max(3, counts.Count * 4 * 0.0081)) differences.Add($"distinct users: found {users}, expected about {counts.Count}");
        return [.. differences.Take(Shown)];
    }

    private static async Task<List<string>> RowsAsync(ExpectedResults expected, ISearchIndex index, CancellationToken cancel)
    {
        var differences = new List<string>();
        var found = 0;
        foreach (var definition in AnalyticsIndices.Windows)
        {
            foreach (var window in AnalyticsIndices.WindowSizes.Keys)
            {
                var query = new WindowQuery(definition.Name, window, FromMs, ToMs) { GroupBy = WindowGrouping.WindowAndKey };
                foreach (var row in await index.QueryWindowsAsync(query, cancel))
                {
                    found++;
                    var measures = definition.Measures.Select((m, i) => (m.Name, Value: row.Measures[i])).Where(m => m.Value != 0)
                        .ToDictionary(m => m.Name, m => m.Value, StringComparer.Ordinal);
                    var wanted = expected.Rows.GetValueOrDefault((definition.Name, window, row.StartMs, row.Key)) ?? [];
                    foreach (var measure in measures.Keys.Union(wanted.Keys))
                    {
                        Compare(differences, $"{definition.Name} {window} {DateTimeOffset.FromUnixTimeMilliseconds(row.StartMs):u} {row.Key} {measure}",
                            measures.GetValueOrDefault(measure), wanted.GetValueOrDefault(measure));
                    }
                }
            }
        }

        Compare(differences, "rows", found, expected.Rows.Count);
        return [.. differences.Take(Shown), .. differences.Skip(Math.Max(Shown, differences.Count - 1))];
    }

    private static async Task<List<string>> UsersAsync(ExpectedResults expected, ISearchIndex index, CancellationToken cancel)
    {
        var differences = new List<string>();
        foreach (var window in AnalyticsIndices.WindowSizes.Keys)
        {
            var sketches = await index.SketchesAsync(new WindowQuery("live_totals", window, FromMs, ToMs), cancel);
            var unions = new Dictionary<long, HyperLogLog>();
            foreach (var sketch in sketches)
            {
                var one = HyperLogLog.FromBytes(sketch.Sketch.Span);
                if (unions.TryGetValue(sketch.StartMs, out var union)) union.Merge(one);
                else unions[sketch.StartMs] = one;
            }

            foreach (var ((size, start), users) in expected.UsersOfWindow.Where(u => u.Key.Window == window))
            {
                var estimate = unions.TryGetValue(start, out var union) ? union.Estimate() : 0;
                if (Math.Abs(estimate - users.Count) > Math.Max(2, users.Count * 4 * 0.0081))
                    differences.Add($"users of {size} {DateTimeOffset.FromUnixTimeMilliseconds(start):u}: found {estimate:0.#}, expected about {users.Count}");
            }
        }

        return [.. differences.Take(Shown)];
    }

    private static async Task<List<string>> ArchiveAsync(ExpectedResults expected, IDocumentStore documents, CancellationToken cancel)
    {
        var differences = new List<string>();
        var sessions = new List<string>();
        await foreach (var document in documents.FindAsync(ArchiveCollections.Sessions.Name, DocumentQuery.All, cancel))
            sessions.Add(JsonNode.Parse(document.Body.Span)!["sessionId"]!.ToString());
        differences.AddRange(expected.ValidSessions.Keys.Except(sessions).Take(Shown).Select(id => $"session {id} is not in the archive"));
        differences.AddRange(sessions.Except(expected.ValidSessions.Keys).Take(Shown).Select(id => $"session {id} should not be in the archive"));
        Compare(differences, "archived sessions", sessions.Count, expected.ValidSessions.Count);
        Compare(differences, "archived interactions", await documents.CountAsync(ArchiveCollections.Interactions.Name, DocumentQuery.All, cancel), expected.Interactions);
        return differences;
    }

    private static async Task<List<string>> SummariesAsync(ExpectedResults expected, ISearchIndex index, CancellationToken cancel)
    {
        var differences = new List<string>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var raw = 0;
        await foreach (var document in index.SearchAsync(AnalyticsIndices.SessionSummary.Name, DocumentQuery.All, cancel))
        {
            var id = JsonNode.Parse(document.Body.Span)!["sessionId"]?.ToString();
            if (id is not null && expected.ValidSessions.ContainsKey(id)) differences.AddRange(ids.Add(id) ? [] : [$"two summaries of session {id}"]);
            else raw++;
        }

        Compare(differences, "summaries of session documents", ids.Count, expected.ValidSessions.Count);
        Compare(differences, "summaries of gathered sessions", raw, expected.Visits);
        var reviews = 0;
        await foreach (var _ in index.SearchAsync(AnalyticsIndices.ProductReviews.Name, DocumentQuery.All, cancel)) reviews++;
        Compare(differences, "reviews", reviews, expected.Reviews);
        return differences;
    }

    private static async Task<List<ConsumedRecord>> DistinctAsync(IEventBus bus, string topic, CancellationToken cancel) =>
        [.. (await bus.ReadTopicAsync(topic, cancel)).DistinctBy(r => (r.ProducerId, r.Sequence))];

    private static void Compare(List<string> differences, string what, long found, long expected)
    {
        if (found != expected) differences.Add($"{what}: found {found}, expected {expected}");
    }
}
