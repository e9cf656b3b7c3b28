using System.Text.Json;
using System.Text.Json.Nodes;

namespace Shopstream.Tests.Support.Elasticsearch;

/// <summary>One search of one index.</summary>
internal static class Searches
{
    private const int LargestWindow = 10_000;

    public static JsonObject Run(IndexState index, JsonElement body)
    {
        var members = StrictJson.Members(body, "search", "size", "track_total_hits", "query", "aggs", "sort", "search_after", "collapse", "_source");
        var size = members.TryGetValue("size", out var asked) ? StrictJson.Count(asked, "size") : 10;
        if (size > LargestWindow)
            throw ServerError.Illegal($"Result window is too large, from + size must be less than or equal to: [{LargestWindow}] but was [{size}].");
        if (!members.TryGetValue("track_total_hits", out var total) || StrictJson.Flag(total, "track_total_hits")) throw ServerError.Unknown("a search that counts its hits");
        var matches = Queries.Parse(members["query"], index.Mapping);
        var found = index.Searchable().Select(s => s.Where(matches).ToList()).ToList();
        var answer = new JsonObject
        {
            ["took"] = 1,
            ["timed_out"] = false,
            ["_shards"] = new JsonObject { ["total"] = found.Count, ["successful"] = found.Count, ["skipped"] = 0, ["failed"] = 0 },
            ["hits"] = new JsonObject { ["max_score"] = null, ["hits"] = size == 0 ? new JsonArray() : Hits(index, members, found, size) },
        };
        if (members.TryGetValue("aggs", out var aggs)) answer["aggregations"] = new Aggregations(index.Mapping).Run(aggs, found);
        return answer;
    }

    private static JsonArray Hits(IndexState index, Dictionary<string, JsonElement> members, List<List<StoredDocument>> found, int size)
    {
        if (!members.TryGetValue("sort", out var sort)) throw ServerError.Unknown("hits in no order");
        var keys = sort.EnumerateArray().Select(s => SortKey.Parse(s, index.Mapping)).ToList();
        var hits = found.SelectMany(s => s).Select(d => (Document: d, Values: keys.Select(k => k.Of(d)).ToArray())).ToList();
        var order = Comparer<(StoredDocument Document, object?[] Values)>.Create((a, b) => Compare(keys, a.Values, b.Values) is var c && c != 0 ? c : a.Document.Order.CompareTo(b.Document.Order));
        if (members.TryGetValue("search_after", out var after))
        {
            if (members.ContainsKey("collapse")) throw ServerError.Unknown("search_after with collapse");
            if (after.GetArrayLength() != keys.Count) throw ServerError.Illegal($"search_after has {after.GetArrayLength()} value(s) but sort has {keys.Count}.");
            var last = keys.Select((k, i) => k.Read(after[i])).ToArray();
            hits.RemoveAll(h => Compare(keys, h.Values, last) <= 0);
        }

        hits.Sort(order);
        string? collapse = null;
        if (members.TryGetValue("collapse", out var collapsing))
        {
            collapse = StrictJson.Text(StrictJson.Members(collapsing, "collapse", "field")["field"], "collapse");
            if (index.Mapping.Field(collapse).Name is not ("keyword" or "long")) throw ServerError.Illegal($"unknown type for collapse field `{collapse}`");
            hits = [.. hits.DistinctBy(h => h.Document.Values.GetValueOrDefault(collapse))];
        }

        var fields = members.TryGetValue("_source", out var source) ? source.EnumerateArray().Select(f => StrictJson.Text(f, "_source")).ToList() : null;
        return new JsonArray([.. hits.Take(size).Select(h => Hit(index, h.Document, h.Values, collapse, fields))]);
    }

    private static JsonObject Hit(IndexState index, StoredDocument document, object?[] values, string? collapse, List<string>? fields)
    {
        var source = document.SourceJson();
        if (fields is not null)
        {
            if (fields.Exists(f => f.Contains('.') || f.Contains('*'))) throw ServerError.Unknown("paths and patterns in _source");
            foreach (var name in source.AsObject().Select(m => m.Key).Except(fields, StringComparer.Ordinal).ToList()) source.AsObject().Remove(name);
        }

        var hit = new JsonObject { ["_index"] = index.Name, ["_id"] = document.Id, ["_score"] = null };
        if (document.Routing is not null) hit["_routing"] = document.Routing;

        // Unfiltered, the source comes back byte by byte as it was sent.
        hit["_source"] = fields is null ? JsonValue.Create(new RawSource(document.Source)) : source;
        if (collapse is not null) hit["fields"] = new JsonObject { [collapse] = new JsonArray(Json(document.Values[collapse])) };
        hit["sort"] = new JsonArray([.. values.Select(v => v is null ? null : Json(v))]);
        return hit;
    }

    private static int Compare(List<SortKey> keys, object?[] a, object?[] b)
    {
        for (var i = 0; i < keys.Count; i++)
            if (keys[i].Compare(a[i], b[i]) is var order && order != 0) return order;
        return 0;
    }

    private static JsonNode Json(object value) => value is string text ? text : (long)value;

    private sealed record SortKey(string Field, FieldType Type, bool Descending, bool MissingFirst)
    {
        public static SortKey Parse(JsonElement sort, Mapping mapping)
        {
            var (field, body) = StrictJson.Single(sort, "sort");
            var members = StrictJson.Members(body, field, "order", "missing");
            var type = mapping.Field(field);
            if (type.Name is not ("keyword" or "long")) throw ServerError.Illegal($"this server does not sort by [{field}] of type {type.Name}");
            var descending = StrictJson.Text(members["order"], "order") switch { "asc" => false, "desc" => true, var o => throw ServerError.Parsing($"unknown order [{o}]") };
            var first = StrictJson.Text(members["missing"], "missing") switch { "_first" => true, "_last" => false, var m => throw ServerError.Unknown($"missing [{m}]") };
            return new SortKey(field, type, descending, first);
        }

        // Missing numbers sort as the extreme of their type, and are shown so.
        public object? Of(StoredDocument document)
        {
            if (document.Values.TryGetValue(Field, out var value)) return value;
            return Type.Name == "keyword" ? null : MissingFirst == Descending ? long.MaxValue : long.MinValue;
        }

        public object? Read(JsonElement value) => value.ValueKind == JsonValueKind.Null && Type.Name == "keyword" ? null : Queries.Value(Type, Field, value);

        public int Compare(object? a, object? b)
        {
            if (a is null || b is null) return a is null ? (b is null ? 0 : MissingFirst ? -1 : 1) : MissingFirst ? 1 : -1;
            return Descending ? Queries.Compare(b, a) : Queries.Compare(a, b);
        }
    }
}
