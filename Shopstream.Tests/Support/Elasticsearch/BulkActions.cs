using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Shopstream.Tests.Support.Elasticsearch;

/// <summary>Bulk requests: read in whole, then done action by action.</summary>
internal static class BulkActions
{
    private const int LongestId = 512;

    /// <summary>One action.</summary>
    public sealed record BulkItem(bool IsPut, string Index, string Id, string? Routing, long Version, ReadOnlyMemory<byte> Source);

    public static List<BulkItem> Parse(ReadOnlyMemory<byte> body)
    {
        if (body.Length == 0) throw new ServerError(400, "parse_exception", "request body is required");
        if (body.Span[^1] != '\n') throw ServerError.Illegal("The bulk request must be terminated by a newline [\\n]");
        var items = new List<BulkItem>();
        var rest = body;
        while (rest.Length > 0)
        {
            var head = NextLine(ref rest);
            var (kind, value) = StrictJson.Single(StrictJson.Parse(head), "action");
            if (kind is not ("index" or "delete")) throw ServerError.Illegal($"Malformed action/metadata line [{items.Count + 1}], unknown action [{kind}]");
            var members = StrictJson.Members(value, "Action/metadata", "_index", "_id", "routing", "version", "version_type");
            if (StrictJson.Text(members["version_type"], "version_type") != "external_gte") throw ServerError.Unknown("a version type but external_gte");
            items.Add(new BulkItem(
                kind == "index",
                StrictJson.Text(members["_index"], "_index"),
                StrictJson.Text(members["_id"], "_id"),
                members.TryGetValue("routing", out var routing) ? StrictJson.Text(routing, "routing") : null,
                members["version"].GetInt64(),
                kind == "index" ? NextLine(ref rest) : default));
        }

        return items;
    }

    /// <summary>Does actions and gives their results.</summary>
    public static JsonArray Run(Cluster cluster, IReadOnlyList<BulkItem> items, Func<BulkItem, ServerError?> fault)
    {
        var results = new JsonArray();
        foreach (var item in items)
        {
            JsonObject result;
            try
            {
                if (fault(item) is { } refused) throw refused;
                result = Run(cluster, item);
            }
            catch (ServerError e)
            {
                result = new JsonObject { ["_index"] = item.Index, ["_id"] = item.Id, ["status"] = e.Status, ["error"] = e.Cause() };
            }

            results.Add((JsonNode)new JsonObject { [item.IsPut ? "index" : "delete"] = result });
        }

        return results;
    }

    private static JsonObject Run(Cluster cluster, BulkItem item)
    {
        if (!cluster.IsAlias(item.Index))
            throw new ServerError(404, "index_not_found_exception", $"no such index [{item.Index}] and [require_alias] request flag is [true] and [{item.Index}] is not an alias");
        var index = cluster.Resolve(item.Index);
        if (item.Id.Length == 0) throw ServerError.Illegal("if _id is specified it must not be empty");
        if (Encoding.UTF8.GetByteCount(item.Id) is var length and > LongestId)
            throw ServerError.Illegal($"id [{item.Id}] is too long, must be no longer than {LongestId} bytes but was: {length}");
        if (item.Version < 0) throw ServerError.Illegal("illegal version value [-1] for version type [EXTERNAL_GTE]");
        if (index.Mapping.RequiresRouting && string.IsNullOrEmpty(item.Routing))
            throw new ServerError(400, "routing_missing_exception", $"routing is required for [{index.Name}]/[{item.Id}]");
        byte[]? source = item.IsPut ? item.Source.ToArray() : null;
        IReadOnlyDictionary<string, object> values = source is null ? new Dictionary<string, object>(StringComparer.Ordinal) : index.Mapping.Index(Document(source));
        var (status, result) = index.Apply(item.Id, string.IsNullOrEmpty(item.Routing) ? null : item.Routing, item.Version, source, () => values);
        return new JsonObject
        {
            ["_index"] = index.Name,
            ["_id"] = item.Id,
            ["_version"] = item.Version,
            ["result"] = result,
            ["_shards"] = new JsonObject { ["total"] = 1, ["successful"] = 1, ["failed"] = 0 },
            ["_seq_no"] = 0,
            ["_primary_term"] = 1,
            ["status"] = status,
        };
    }

    private static JsonElement Document(byte[] source)
    {
        try
        {
            return StrictJson.Parse(source);
        }
        catch (ServerError e)
        {
            throw new ServerError(400, "mapper_parsing_exception", e.Message);
        }
    }

    private static ReadOnlyMemory<byte> NextLine(ref ReadOnlyMemory<byte> rest)
    {
        var end = rest.Span.IndexOf((byte)'\n');
        if (end < 0) throw ServerError.Illegal("The bulk request ends within an action");
        var line = rest[..end];
        rest = rest[(end + 1)..];
        return line;
    }
}
