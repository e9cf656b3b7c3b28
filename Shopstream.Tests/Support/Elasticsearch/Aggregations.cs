using System.Text.Json;
using System.Text.Json.Nodes;

namespace Shopstream.Tests.Support.Elasticsearch;

/// <summary>
/// The aggregations, as much of them as is used here. As on a real server, every shard gives only its best groups of a
/// <c>terms</c> aggregation, and all numbers are added in floating point.
/// </summary>
internal sealed class Aggregations(Mapping mapping)
{
    private const int MostBuckets = 65_536;
    private static readonly string[] Metrics = ["sum", "max", "stats"];

    /// <summary>The results over the documents of each shard.</summary>
    public JsonObject Run(JsonElement aggregations, IReadOnlyList<IReadOnlyList<StoredDocument>> shards)
    {
        var results = new JsonObject();
        foreach (var aggregation in aggregations.EnumerateObject())
        {
            var members = StrictJson.Members(aggregation.Value, aggregation.Name, "terms", "composite", "sum", "max", "stats", "aggs");
            var kind = members.Keys.Single(k => k != "aggs");
            var inner = members.TryGetValue("aggs", out var aggs) ? aggs : (JsonElement?)null;
            results[aggregation.Name] = kind switch
            {
                "terms" => Terms(members[kind], inner, shards),
                "composite" => Composite(members[kind], inner, shards),
                _ when inner is null => Metric(kind, members[kind], shards),
                _ => throw ServerError.Parsing($"Aggregator [{aggregation.Name}] of type [{kind}] cannot accept sub-aggregations"),
            };
        }

        return results;
    }

    private JsonObject Terms(JsonElement body, JsonElement? inner, IReadOnlyList<IReadOnlyList<StoredDocument>> shards)
    {
        var members = StrictJson.Members(body, "terms", "field", "size", "order");
        var field = Grouping(members["field"]);
        var size = members.TryGetValue("size", out var asked) ? StrictJson.Count(asked, "size") : 10;
        if (size == 0) throw ServerError.Illegal("[size] must be greater than 0. Found [0]");
        var order = members.TryGetValue("order", out var orders) ? Order(orders, inner) : throw ServerError.Unknown("terms without order");
        var perShard = (int)(size * 1.5) + 10;
        var merged = new Dictionary<object, List<StoredDocument>>();
        long other = 0;
        foreach (var shard in shards)
        {
            var groups = Group(shard, field);
            var sorted = groups.Select(g => new Bucket(g.Key, g.Value, Inner(inner, g.Value))).Order(order).ToList();
            foreach (var bucket in sorted.Take(perShard))
            {
                if (!merged.TryGetValue(bucket.Key, out var documents)) merged[bucket.Key] = documents = [];
                documents.AddRange(bucket.Documents);
            }

            other += sorted.Skip(perShard).Sum(b => b.Documents.Count);
        }

        var best = merged.Select(g => new Bucket(g.Key, g.Value, Inner(inner, g.Value))).Order(order).ToList();
        if (Math.Min(size, best.Count) > MostBuckets) throw TooMany(best.Count);
        other += best.Skip(size).Sum(b => b.Documents.Count);
        return new JsonObject
        {
            ["doc_count_error_upper_bound"] = 0,
            ["sum_other_doc_count"] = other,
            ["buckets"] = new JsonArray([.. best.Take(size).Select(b => b.ToJson(Json(b.Key)))]),
        };
    }

    private JsonObject Composite(JsonElement body, JsonElement? inner, IReadOnlyList<IReadOnlyList<StoredDocument>> shards)
    {
        var members = StrictJson.Members(body, "composite", "size", "sources", "after");
        var size = members.TryGetValue("size", out var asked) ? StrictJson.Count(asked, "size") : 10;
        if (size > MostBuckets) throw TooMany(size);
        if (members["sources"].GetArrayLength() != 1) throw ServerError.Unknown("composite of several sources");
        var (name, source) = StrictJson.Single(members["sources"][0], "sources");
        var field = Grouping(StrictJson.Members(StrictJson.Members(source, name, "terms")["terms"], "terms", "field")["field"]);
        var after = members.TryGetValue("after", out var last) ? Queries.Value(mapping.Field(field), field, last.GetProperty(name)) : null;
        var page = Group([.. shards.SelectMany(s => s)], field)
            .Where(g => after is null || Queries.Compare(g.Key, after) > 0)
            .Order(Comparer<KeyValuePair<object, List<StoredDocument>>>.Create((a, b) => Queries.Compare(a.Key, b.Key)))
            .Take(size).ToList();
        var result = new JsonObject();
        if (page.Count > 0) result["after_key"] = new JsonObject { [name] = Json(page[^1].Key) };
        result["buckets"] = new JsonArray(
            [.. page.Select(g => new Bucket(g.Key, g.Value, Inner(inner, g.Value)).ToJson(new JsonObject { [name] = Json(g.Key) }))]);
        return result;
    }

    private JsonObject Metric(string kind, JsonElement body, IReadOnlyList<IReadOnlyList<StoredDocument>> shards)
    {
        var field = StrictJson.Text(StrictJson.Members(body, kind, "field")["field"], "field");
        if (!mapping.Field(field).IsNumeric) throw ServerError.Illegal($"Field [{field}] of type [{mapping.Field(field).Name}] is not supported for aggregation [{kind}]");
        var count = 0L;
        double sum = 0, min = double.PositiveInfinity, max = double.NegativeInfinity;
        foreach (var shard in shards)
        {
            foreach (var document in shard)
            {
                if (!document.Values.TryGetValue(field, out var found)) continue;
                var value = Convert.ToDouble(found);
                count++;
                sum += value;
                min = Math.Min(min, value);
                max = Math.Max(max, value);
            }
        }

        return kind switch
        {
            "sum" => new JsonObject { ["value"] = sum },
            "max" => new JsonObject { ["value"] = count == 0 ? null : max },
            _ => new JsonObject
            {
                ["count"] = count,
                ["min"] = count == 0 ? null : min,
                ["max"] = count == 0 ? null : max,
                ["avg"] = count == 0 ? null : sum / count,
                ["sum"] = sum,
            },
        };
    }

    private JsonObject Inner(JsonElement? inner, IReadOnlyList<StoredDocument> documents) => inner is null ? [] : Run(inner.Value, [documents]);

    private string Grouping(JsonElement name)
    {
        var field = StrictJson.Text(name, "field");
        var type = mapping.Field(field);
        return type.Name is "keyword" or "long"
            ? field
            : throw ServerError.Illegal($"Fielddata is disabled on [{field}] of type {type.Name}, or this server does not group by it");
    }

    private static Comparer<Bucket> Order(JsonElement orders, JsonElement? inner)
    {
        var steps = new List<Comparison<Bucket>>();
        foreach (var step in orders.EnumerateArray())
        {
            var (by, direction) = StrictJson.Single(step, "order");
            var sign = StrictJson.Text(direction, by) switch { "asc" => 1, "desc" => -1, var other => throw ServerError.Parsing($"Unknown order direction [{other}]") };
            if (by == "_key")
            {
                steps.Add((a, b) => sign * Queries.Compare(a.Key, b.Key));
                continue;
            }

            if (inner?.TryGetProperty(by, out var metric) != true || !Metrics.Contains(StrictJson.Single(metric, by).Name))
                throw ServerError.Illegal($"Invalid aggregation order path [{by}].");
            steps.Add((a, b) => sign * a.Value(by).CompareTo(b.Value(by)));
        }

        return Comparer<Bucket>.Create((a, b) => steps.Select(s => s(a, b)).FirstOrDefault(c => c != 0));
    }

    private static Dictionary<object, List<StoredDocument>> Group(IReadOnlyList<StoredDocument> documents, string field)
    {
        var groups = new Dictionary<object, List<StoredDocument>>();
        foreach (var document in documents)
        {
            if (!document.Values.TryGetValue(field, out var key)) continue;
            if (!groups.TryGetValue(key, out var group)) groups[key] = group = [];
            group.Add(document);
        }

        return groups;
    }

    private static JsonNode Json(object key) => key is string text ? text : (long)key;

    private static ServerError TooMany(int count) =>
        new(400, "too_many_buckets_exception", $"Trying to create too many buckets. Must be less than or equal to: [{MostBuckets}] but was [{count}].");

    private sealed record Bucket(object Key, IReadOnlyList<StoredDocument> Documents, JsonObject Results)
    {
        // A group without a value comes last, whatever the direction; here only the largest come first.
        public double Value(string metric) => Results[metric]!["value"]?.GetValue<double>() ?? double.NegativeInfinity;

        public JsonObject ToJson(JsonNode key)
        {
            var bucket = new JsonObject { ["key"] = key, ["doc_count"] = Documents.Count };
            foreach (var (name, result) in Results.ToList())
            {
                Results.Remove(name);
                bucket[name] = result;
            }

            return bucket;
        }
    }
}
