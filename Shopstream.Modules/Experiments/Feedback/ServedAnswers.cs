using System.Text.Json;
using Shopstream.Modules.Events;
using Shopstream.Modules.Stores.Experiments;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Experiments.Feedback;

/// <summary>
/// Answers by id: those recorded last from memory (up to 200,000 products), the others from the store. What it holds is durable in the store. Thread-safe.
/// </summary>
internal sealed class ServedAnswers(IDocumentStore documents)
{
    private const int Capacity = 200_000;
    private const int Parallel = 16;
    private const int MostPages = 100;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ServedRecommendations> _known = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private int _items;

    /// <summary>Id of the document of a further page.</summary>
    public static string PageId(string recommendationId, int firstPosition) => $"{recommendationId}#{firstPosition:D6}";

    /// <summary>Remembers answers that have been stored.</summary>
    public void Remember(IReadOnlyList<ServedRecommendations> answers)
    {
        lock (_lock)
        {
            foreach (var answer in answers)
            {
                if (!_known.TryAdd(answer.RecommendationId, answer)) continue;
                _order.Enqueue(answer.RecommendationId);
                _items += 1 + answer.Items.Count;
                while (_items > Capacity && _known.Remove(_order.Dequeue(), out var oldest)) _items -= 1 + oldest.Items.Count;
            }
        }
    }

    /// <summary>Those of the answers that are there.</summary>
    public async ValueTask<Dictionary<string, ServedRecommendations>> FindAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, ServedRecommendations>(StringComparer.Ordinal);
        var missing = new List<string>();
        lock (_lock)
        {
            foreach (var id in ids)
            {
                if (_known.TryGetValue(id, out var answer)) found[id] = answer;
                else missing.Add(id);
            }
        }

        foreach (var some in missing.Chunk(Parallel))
        {
            var read = await Task.WhenAll(some.Select(id => documents.GetAsync(FeedbackCollections.Answers.Name, id, cancellationToken).AsTask()));
            var answers = read.Where(document => document is not null)
                .Select(document => JsonSerializer.Deserialize(document!.Body.Span, EventsJsonContext.Default.ServedRecommendations)!).ToList();
            foreach (var answer in answers) found[answer.RecommendationId] = answer;
            Remember(answers);
        }

        return found;
    }

    /// <summary>The further page of an answer that holds a product, or null.</summary>
    public async ValueTask<ServedRecommendations?> FindPageAsync(string recommendationId, string productId, CancellationToken cancellationToken)
    {
        var pages = new DocumentQuery { Where = [new("_id", Comparison.StartsWith, recommendationId + "#")], SortBy = "_id", Limit = MostPages };
        await foreach (var document in documents.FindAsync(FeedbackCollections.Answers.Name, pages, cancellationToken))
        {
            var page = JsonSerializer.Deserialize(document.Body.Span, EventsJsonContext.Default.ServedRecommendations)!;
            if (page.Items.Exists(item => item.ProductId == productId)) return page;
        }

        return null;
    }
}
