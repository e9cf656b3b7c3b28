using System.Text.Json;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;
using Shopstream.Modules.Stores.Experiments;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Experiments.Feedback;

/// <summary>Finds what a purchase that names no answer came from: the last click of the user on the product in the window, else the last impression.</summary>
internal sealed class PurchaseAttribution(TopicPartition source, IDocumentStore documents, TimeSpan window)
{
    private const int Parallel = 16;
    private const int Candidates = 100;

    /// <summary>The purchases that came from an answer, in order.</summary>
    public async ValueTask<List<(WaitingFeedback Purchase, Touch Touch)>> FindAsync(IReadOnlyList<WaitingFeedback> purchases, CancellationToken cancellationToken)
    {
        var found = new List<(WaitingFeedback, Touch)>();
        foreach (var some in purchases.Chunk(Parallel))
        {
            var touches = await Task.WhenAll(some.Select(purchase => FindAsync(purchase.Interaction, purchase.Offset, cancellationToken)));
            found.AddRange(some.Zip(touches).Where(pair => pair.Second is not null).Select(pair => (pair.First, pair.Second!)));
        }

        return found;
    }

    private async Task<Touch?> FindAsync(Interaction purchase, long offset, CancellationToken cancellationToken)
    {
        var query = new DocumentQuery
        {
            Where =
            [
                new("userId", Comparison.Equal, purchase.UserId),
                new("productId", Comparison.Equal, purchase.ProductId),
                new("timeMs", Comparison.AtLeast, purchase.EventTimeMs - (long)window.TotalMilliseconds),
                new("timeMs", Comparison.Below, purchase.EventTimeMs + 1),
            ],
            SortBy = "timeMs",
            Descending = true,
            Limit = Candidates,
        };
        FeedbackFact? shown = null;
        await foreach (var document in documents.FindAsync(FeedbackCollections.Feedback.Name, query, cancellationToken))
        {
            var fact = JsonSerializer.Deserialize(document.Body.Span, EventsJsonContext.Default.FeedbackFact)!;

            // In a replay the store already holds what came later: it must not change what was found at first.
            if (fact.Partition == $"{source}" && fact.Offset > offset) continue;
            if (fact.Type == EventTypes.Click) return Touch.Of(fact);
            if (fact.Type == EventTypes.Impression) shown ??= fact;
        }

        return shown is null ? null : Touch.Of(shown);
    }
}
