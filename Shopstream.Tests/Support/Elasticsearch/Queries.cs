using System.Text.Json;

namespace Shopstream.Tests.Support.Elasticsearch;

/// <summary>The query language, as much of it as is used here.</summary>
internal static class Queries
{
    private const int MostTerms = 65_536;

    public static Func<StoredDocument, bool> Parse(JsonElement query, Mapping mapping)
    {
        var (kind, body) = StrictJson.Single(query, "query");
        switch (kind)
        {
            case "bool":
                var filters = StrictJson.Members(body, "bool", "filter")["filter"].EnumerateArray().Select(f => Parse(f, mapping)).ToArray();
                return document => Array.TrueForAll(filters, f => f(document));
            case "term":
                return Term(StrictJson.Single(body, kind), mapping);
            case "terms":
                return Terms(StrictJson.Single(body, kind), mapping);
            case "range":
                return Range(StrictJson.Single(body, kind), mapping);
            case "prefix":
                var (prefixed, prefix) = StrictJson.Single(body, kind);
                if (mapping.Field(prefixed).Name != "keyword") throw ServerError.Unknown($"a prefix of {prefixed}, which is no keyword");
                var start = StrictJson.Text(prefix, kind);
                return document => document.Values.GetValueOrDefault(prefixed) is string text && text.StartsWith(start, StringComparison.Ordinal);
            case "exists":
                var field = StrictJson.Text(StrictJson.Members(body, kind, "field")["field"], kind);
                if (!mapping.Field(field).HasValues) throw ServerError.Unknown($"exists of {field}");
                return document => document.Values.ContainsKey(field);
            default:
                throw ServerError.Parsing($"unknown query [{kind}]");
        }
    }

    /// <summary>A value of a query as the field holds it.</summary>
    public static object Value(FieldType type, string field, JsonElement value) => (type.Name, value.ValueKind) switch
    {
        ("keyword", JsonValueKind.String) => value.GetString()!,
        ("long", JsonValueKind.Number) when value.TryGetInt64(out var whole) => whole,
        _ => throw new ServerError(400, "query_shard_exception", $"failed to create query: [{field}] of type {type.Name} is compared with {value.GetRawText()}"),
    };

    public static int Compare(object a, object b) => (a, b) switch
    {
        (string x, string y) => CodePoints.Compare(x, y),
        (long x, long y) => x.CompareTo(y),
        _ => Convert.ToDouble(a).CompareTo(Convert.ToDouble(b)),
    };

    private static Func<StoredDocument, bool> Term((string Field, JsonElement Value) term, Mapping mapping)
    {
        var value = Value(mapping.Field(term.Field), term.Field, term.Value);
        return document => document.Values.TryGetValue(term.Field, out var found) && found.Equals(value);
    }

    private static Func<StoredDocument, bool> Terms((string Field, JsonElement Values) terms, Mapping mapping)
    {
        var type = mapping.Field(terms.Field);
        var values = terms.Values.EnumerateArray().Select(v => Value(type, terms.Field, v)).ToHashSet();
        if (terms.Values.GetArrayLength() > MostTerms)
        {
            throw ServerError.Illegal(
                $"The number of terms [{terms.Values.GetArrayLength()}] used in the Terms Query request has exceeded the allowed maximum of [{MostTerms}].");
        }

        return document => document.Values.TryGetValue(terms.Field, out var found) && values.Contains(found);
    }

    private static Func<StoredDocument, bool> Range((string Field, JsonElement Bounds) range, Mapping mapping)
    {
        var type = mapping.Field(range.Field);
        var bounds = StrictJson.Members(range.Bounds, "range", "gte", "lt").ToDictionary(b => b.Key, b => Value(type, range.Field, b.Value), StringComparer.Ordinal);
        var least = bounds.GetValueOrDefault("gte");
        var end = bounds.GetValueOrDefault("lt");
        return document => document.Values.TryGetValue(range.Field, out var found)
            && (least is null || Compare(found, least) >= 0) && (end is null || Compare(found, end) < 0);
    }
}
