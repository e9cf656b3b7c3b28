using System.Text.Json;
using System.Text.Json.Nodes;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>Sends searches that either see every shard or fail.</summary>
internal sealed class SearchRequests(ElasticsearchClient client, IndexCatalog catalog)
{
    private const string Parameters = "allow_partial_search_results=false";

    /// <summary>Searches an index.</summary>
    public async ValueTask<ElasticsearchAnswer> SearchAsync(string index, JsonObject body, CancellationToken cancellationToken)
    {
        await catalog.ReadyAsync(index, client.QueryRetry, cancellationToken);
        var alias = catalog.Alias(index);
        return await client.QueryAsync(ElasticsearchRequest.Post($"{alias}/_search?{Parameters}", body), $"POST {alias}/_search", cancellationToken);
    }

    /// <summary>Removes what a query finds; what is written at the same time stays.</summary>
    /// <returns>Number of documents removed.</returns>
    public async ValueTask<long> RemoveAsync(string index, JsonObject query, CancellationToken cancellationToken)
    {
        await catalog.ReadyAsync(index, client.QueryRetry, cancellationToken);
        var alias = catalog.Alias(index);

        // Only what a search sees is found.
        using var refreshed = await client.QueryAsync(ElasticsearchRequest.Post($"{alias}/_refresh", []), $"POST {alias}/_refresh", cancellationToken);
        using var answer = await client.QueryAsync(
            ElasticsearchRequest.Post($"{alias}/_delete_by_query?conflicts=proceed&refresh=true", new JsonObject { ["query"] = query }), $"POST {alias}/_delete_by_query", cancellationToken);
        return answer.Root.GetProperty("deleted").GetInt64();
    }

    /// <summary>Searches an index for aggregations alone.</summary>
    public ValueTask<ElasticsearchAnswer> AggregateAsync(string index, JsonObject query, JsonObject aggregations, CancellationToken cancellationToken) =>
        SearchAsync(index, new JsonObject { ["size"] = 0, ["track_total_hits"] = false, ["query"] = query, ["aggs"] = aggregations }, cancellationToken);

    /// <summary>Reads all hits, page by page.</summary>
    /// <param name="index">Index without prefix.</param>
    /// <param name="query">What to find.</param>
    /// <param name="sort">By what to sort; together unique for each document.</param>
    /// <param name="pageSize">Hits a request.</param>
    /// <param name="limit">Hits at most; null for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Pages of hits, each valid until the next is asked for.</returns>
    public async IAsyncEnumerable<JsonElement> PagesAsync(
        string index, JsonObject query, JsonArray sort, int pageSize, int? limit,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var left = limit ?? long.MaxValue;
        JsonNode? after = null;
        while (left > 0)
        {
            var size = (int)Math.Min(left, pageSize);
            var body = new JsonObject
            {
                ["size"] = size,
                ["track_total_hits"] = false,
                ["query"] = query.DeepClone(),
                ["sort"] = sort.DeepClone(),
            };
            if (after is not null) body["search_after"] = after;
            using var answer = await SearchAsync(index, body, cancellationToken);
            var hits = answer.Root.GetProperty("hits").GetProperty("hits");
            var count = hits.GetArrayLength();
            if (count > 0) yield return hits;
            if (count < size) yield break;
            left -= count;
            after = JsonNode.Parse(hits[count - 1].GetProperty("sort").GetRawText());
        }
    }

    /// <summary>Several searches of one index in one request; their answers in the same order.</summary>
    /// <exception cref="ElasticsearchException">One of them failed.</exception>
    public async ValueTask<ElasticsearchAnswer> SearchAllAsync(string index, IEnumerable<JsonObject> bodies, CancellationToken cancellationToken)
    {
        await catalog.ReadyAsync(index, client.QueryRetry, cancellationToken);
        var alias = catalog.Alias(index);
        var lines = bodies.SelectMany(b => new[] { new JsonObject { ["index"] = alias, ["allow_partial_search_results"] = false }, b });
        var answer = await client.QueryAsync(ElasticsearchRequest.PostLines("_msearch", lines), "POST _msearch", cancellationToken);
        foreach (var response in answer.Root.GetProperty("responses").EnumerateArray())
        {
            if (!response.TryGetProperty("error", out var error)) continue;
            var status = response.TryGetProperty("status", out var code) ? code.GetInt32() : 0;
            using (answer)
                throw new ElasticsearchException($"a search of {alias} fails with {status}: {ElasticsearchAnswer.Reason(error)}", isOutage: status is 429 or >= 500);
        }

        return answer;
    }

    /// <summary>Sorts by a field.</summary>
    public static JsonObject Sort(string field, bool descending = false) =>
        new() { [field] = new JsonObject { ["order"] = descending ? "desc" : "asc", ["missing"] = descending ? "_last" : "_first" } };
}
