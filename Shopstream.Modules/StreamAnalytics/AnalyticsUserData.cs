using System.Text.Json;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Forgetting;

namespace Shopstream.Modules.StreamAnalytics;

/// <summary>What the analyses keep of users: a row a window in <c>user_activity</c>, and a summary of each session.</summary>
internal sealed class AnalyticsUserData(ISearchIndex index) : IUserData
{
    public async ValueTask<UserDataRemoval> ForgetAsync(string userId, CancellationToken cancellationToken)
    {
        await index.EnsureWindowIndexAsync(AnalyticsIndices.UserActivity, cancellationToken);
        await index.EnsureDocumentIndexAsync(AnalyticsIndices.SessionSummary, cancellationToken);
        var rows = await index.RemoveKeyAsync(AnalyticsIndices.UserActivity.Name, userId, cancellationToken);
        var summaries = new List<string>();
        await foreach (var document in index.SearchAsync(AnalyticsIndices.SessionSummary.Name, DocumentQuery.All, cancellationToken))
            if (JsonSerializer.Deserialize(document.Body.Span, IndexJsonContext.Default.SessionSummary)!.UserId == userId) summaries.Add(document.Id);
        foreach (var chunk in summaries.Chunk(1_000)) await index.DeleteDocumentsAsync(AnalyticsIndices.SessionSummary.Name, chunk, long.MaxValue, cancellationToken);
        return new(
            new Dictionary<string, long>(StringComparer.Ordinal) { [AnalyticsIndices.UserActivity.Name] = rows, [AnalyticsIndices.SessionSummary.Name] = summaries.Count },
            [
                new("totals by window, product, dimension and payment; reviews", "They are sums over all users, and texts without an author.", "They stay; nothing in them leads to the user."),
                new("open windows and sessions in the checkpoints of stream jobs", "They are state of the running analysis; nothing is shown of the user from them.", "When the windows and sessions close: a day plus StreamAnalytics:AllowedLateness after the last event."),
            ]);
    }
}
