using System.Text.Json;
using Shopstream.Modules.Events;
using Shopstream.Modules.Stores.Experiments;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Experiments.Feedback;

/// <summary>
/// Answers by id: those recorded last from memory (up to 20,000 products), the others from the store. What it holds is durable in the store. Thread-safe.
/// </summary>
internal sealed class ServedAnswers(IDocumentStore documents)
{
    private const int Capacity = 20_000;
    private const int Parallel = 16;
    private const int MostPages = 100;
    private readonly Lock _lock = new();

    // As they came: tens of thousands of objects would be copied by every collection of garbage.
    private readonly Dictionary<string, (ReadOnlyMemory<byte> Json, int Items)> _known = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private int _items;

    /// <summary>Id of the document of a further page.</summary>
    public static string PageId(string recommendationId, int firstPosition) => $"{recommendationId}#{firstPosition:D6}";

    /// <summary>Remembers answers that have been stored.</summary>
    public void Remember(IReadOnlyList<(string Id, ReadOnlyMemory<byte> Json, int Items)> answers)
    {
        lock (_lock)
        {
            foreach (var (id, json, items) in answers)
            {
                if (!_known.TryAdd(id, (json, items))) continue;
                _order.Enqueue(id);
                _items += 1 + items;
                while (_items > Capacity && _known.Remove(_order.Dequeue(), out var oldest)) _items -= 1 + oldest.Items;
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
                if (_known.TryGetValue(id, out var answer)) found[id] = Read(answer.Json);
                else missing.Add(id);
            }
        }

        foreach (var some in missing.Chunk(Parallel))
        {
            var read = await Task.WhenAll(some.Select(id => documents.GetAsync(FeedbackCollections.Answers.Name, id, cancellationToken).AsTask()));
            var answers = read.Where(document => document is not null).Select(document => (document!.Body, Answer: Read(document.Body))).ToList();
            foreach (var (_, answer) in answers) found[answer.RecommendationId] = answer;
            Remember([.. answers.Select(a => (a.Answer.RecommendationId, a.Body, a.Answer.Items.Count))]);
        }

        return found;
    }

    /// <summary>The further page of an answer that holds a product, or null.</summary>
    public async ValueTask<ServedRecommendations?> FindPageAsync(string recommendationId, string productId, CancellationToken cancellationToken)
    {
        var pages = new DocumentQuery { Where = [new("_id", Comparison.StartsWith, recommendationId + "#")], SortBy = "_id", Limit = MostPages };
        await foreach (var document in documents.FindAsync(FeedbackCollections.Answers.Name, pages, cancellationToken))
        {
            var page = Read(document.Body);
            if (page.Items.Exists(item => item.ProductId == productId)) return page;
        }

        return null;
    }

    private static ServedRecommendations Read(ReadOnlyMemory<byte> json) => JsonSerializer.Deserialize(json.Span, EventsJsonContext.Default.ServedRecommendations)!;
}
