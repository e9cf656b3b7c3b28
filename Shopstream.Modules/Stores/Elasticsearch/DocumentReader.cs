using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>Finds single documents.</summary>
internal sealed class DocumentReader(SearchRequests requests)
{
    private const int PageSize = 1_000;

    /// <summary>As <see cref="ISearchIndex.SearchAsync"/>.</summary>
    public async IAsyncEnumerable<Document> SearchAsync(
        DocumentLayout layout, DocumentQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (query.Limit < 0) throw new ArgumentOutOfRangeException(nameof(query), query.Limit, "the limit is negative");
        var conditions = new JsonArray([.. query.Where.Select(c => (JsonNode)Condition(layout, c))]);
        var filter = new JsonObject { ["bool"] = new JsonObject { ["filter"] = conditions } };
        var sort = new JsonArray();
        if (query.SortBy is not null && layout.Field(query.SortBy).Name is var field && field != DocumentLayout.Id)
            sort.Add((JsonNode)SearchRequests.Sort(field, query.Descending));
        sort.Add((JsonNode)SearchRequests.Sort(DocumentLayout.Id, query.Descending && query.SortBy == "_id"));
        await foreach (var hits in requests.PagesAsync(layout.Index.Name, filter, sort, PageSize, query.Limit, cancellationToken))
        {
            foreach (var hit in hits.EnumerateArray())
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return DocumentEnvelope.Read(JsonMarshal.GetRawUtf8Value(hit.GetProperty("_source")));
            }
        }
    }

    private static JsonObject Condition(DocumentLayout layout, FieldCondition condition)
    {
        var (name, isInteger) = layout.Field(condition.Field);
        if (isInteger ? condition.Value is not long : condition.Value is not string)
        {
            throw new ArgumentException(
                $"{layout.Definition.Name}.{condition.Field} is compared with a {condition.Value?.GetType().Name ?? "null"}, "
                + $"expected {(isInteger ? "Int64" : "String")}", nameof(condition));
        }

        JsonNode value = condition.Value is long number ? number : (string)condition.Value;
        return condition.Comparison switch
        {
            Comparison.Equal => new() { ["term"] = new JsonObject { [name] = value } },
            Comparison.AtLeast => Range("gte"),
            Comparison.Below => Range("lt"),
            Comparison.StartsWith when !isInteger => new() { ["prefix"] = new JsonObject { [name] = value } },
            _ => throw new ArgumentException($"{layout.Definition.Name}.{condition.Field} cannot be compared by {condition.Comparison}", nameof(condition)),
        };

        JsonObject Range(string bound) => new() { ["range"] = new JsonObject { [name] = new JsonObject { [bound] = value } } };
    }
}
