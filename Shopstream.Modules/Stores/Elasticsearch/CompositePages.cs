using System.Text.Json;
using System.Text.Json.Nodes;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>All groups of the rows that a query selects by one field, in rising order of the field, some thousand a request.</summary>
internal sealed class CompositePages(SearchRequests requests, WindowLayout layout, WindowQuery query, string field)
{
    private const int PageSize = 5_000;
    private const string Groups = "groups";
    private const string Field = "f";
    private readonly MeasureSums _sums = new(layout);
    private readonly List<(JsonElement Key, long[] Measures)> _current = [];
    private JsonNode? _after;
    private bool _isAtEnd;

    /// <value>The groups of this page: value of the field, and measures.</value>
    public IReadOnlyList<(JsonElement Key, long[] Measures)> Current => _current;

    /// <value>Whether the sums can be believed; known with the first page.</value>
    public bool AreExact { get; private set; }

    /// <summary>Goes to the next page.</summary>
    /// <returns>False when there is none.</returns>
    public async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        if (_isAtEnd) return false;
        var composite = new JsonObject
        {
            ["size"] = PageSize,
            ["sources"] = new JsonArray(new JsonObject { [Field] = new JsonObject { ["terms"] = new JsonObject { ["field"] = field } } }),
        };
        var isFirst = _after is null;
        if (!isFirst) composite["after"] = _after;
        var aggregations = new JsonObject { [Groups] = new JsonObject { ["composite"] = composite, ["aggs"] = _sums.OfGroup() } };
        if (isFirst) _sums.AddRange(aggregations);
        using var answer = await requests.AggregateAsync(layout.Index.Name, WindowFilter.Of(layout, query), aggregations, cancellationToken);
        var found = answer.Root.GetProperty("aggregations");
        if (isFirst) AreExact = _sums.AreExact(found);
        _current.Clear();
        if (!AreExact) return _isAtEnd = true;
        var groups = found.GetProperty(Groups);
        foreach (var bucket in groups.GetProperty("buckets").EnumerateArray())
            _current.Add((bucket.GetProperty("key").GetProperty(Field).Clone(), _sums.Read(bucket)));
        _after = groups.TryGetProperty("after_key", out var after) ? JsonNode.Parse(after.GetRawText()) : null;
        _isAtEnd = _current.Count < PageSize || _after is null;
        return _current.Count > 0;
    }
}
