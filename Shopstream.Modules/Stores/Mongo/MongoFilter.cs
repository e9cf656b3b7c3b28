using System.Text;
using Shopstream.Modules.Stores.Mongo.Bson;
using Shopstream.Modules.Stores.Sqlite;

namespace Shopstream.Modules.Stores.Mongo;

/// <summary>A <see cref="DocumentQuery"/> in MongoDB's query language.</summary>
internal static class MongoFilter
{
    private const string IdField = "_id";

    /// <summary>The documents that match.</summary>
    /// <exception cref="ArgumentException">A field is unknown, or a value is not of its type.</exception>
    public static byte[] Of(CollectionLayout layout, DocumentQuery query)
    {
        if (query.Limit < 0) throw new ArgumentOutOfRangeException(nameof(query), query.Limit, "the limit is negative");
        using var filter = new BsonWriter();
        var start = filter.Begin();
        if (query.Where.Count == 1)
        {
            Condition(filter, layout, query.Where[0]);
        }
        else if (query.Where.Count > 1)
        {
            // A field may stand in several conditions, but only once in a document.
            var and = filter.Begin(BsonType.Array, "$and"u8);
            for (var i = 0; i < query.Where.Count; i++)
            {
                var item = filter.Begin(BsonType.Document, Encoding.UTF8.GetBytes($"{i}"));
                Condition(filter, layout, query.Where[i]);
                filter.End(item);
            }

            filter.End(and);
        }

        filter.End(start);
        return filter.All.ToArray();
    }

    /// <summary>One document.</summary>
    public static void WriteId(BsonWriter to, string id)
    {
        var start = to.Begin();
        to.String(StoredFields.Id, id);
        to.End(start);
    }

    /// <summary>Documents by id.</summary>
    public static byte[] OfIds(IEnumerable<string> ids)
    {
        using var filter = new BsonWriter();
        var start = filter.Begin();
        var condition = filter.Begin(BsonType.Document, StoredFields.Id);
        var list = filter.Begin(BsonType.Array, "$in"u8);
        var count = 0;
        foreach (var id in ids) filter.String(Encoding.UTF8.GetBytes($"{count++}"), id);
        filter.End(list);
        filter.End(condition);
        filter.End(start);
        return filter.All.ToArray();
    }

    /// <summary>How to search: order, limit and documents a batch.</summary>
    /// <exception cref="ArgumentException">The field to sort by is unknown.</exception>
    public static byte[] FindOptions(CollectionLayout layout, DocumentQuery query, int batchSize)
    {
        using var options = new BsonWriter();
        var start = options.Begin();
        if (query.SortBy is { } field)
        {
            CheckField(layout, field);
            var sort = options.Begin(BsonType.Document, "sort"u8);
            options.Int32(Encoding.UTF8.GetBytes(field), query.Descending ? -1 : 1);
            if (field != "_id") options.Int32("_id"u8, 1);
            options.End(sort);
        }

        if (query.Limit is { } limit) options.Int64("limit"u8, limit);
        options.Int32("batchSize"u8, batchSize);
        options.End(start);
        return options.All.ToArray();
    }

    /// <summary>How to search for one document.</summary>
    public static byte[] FindOne()
    {
        using var options = new BsonWriter();
        var start = options.Begin();
        options.Int64("limit"u8, 1);
        options.Boolean("singleBatch"u8, value: true);
        options.End(start);
        return options.All.ToArray();
    }

    /// <summary>How to count.</summary>
    public static byte[] CountOptions(long limit)
    {
        using var options = new BsonWriter();
        var start = options.Begin();
        options.Int64("limit"u8, limit);
        options.End(start);
        return options.All.ToArray();
    }

    private static void CheckField(CollectionLayout layout, string field)
    {
        if (field != IdField) layout.Field(field);
    }

    private static void Condition(BsonWriter filter, CollectionLayout layout, FieldCondition condition)
    {
        var (field, comparison, value) = condition;
        var isInteger = field != IdField && layout.Field(field).IsInteger;
        if (isInteger ? value is not long : value is not string)
            throw new ArgumentException(
                $"{layout.Name}.{field} is compared with a {value?.GetType().Name ?? "null"}, expected {(isInteger ? "Int64" : "String")}", nameof(condition));
        var document = filter.Begin(BsonType.Document, Encoding.UTF8.GetBytes(field));
        switch (comparison)
        {
            case Comparison.Equal:
                Operand(filter, "$eq"u8, value);
                break;
            case Comparison.AtLeast:
                Operand(filter, "$gte"u8, value);
                break;
            case Comparison.Below:
                Operand(filter, "$lt"u8, value);
                break;
            case Comparison.StartsWith when value is string prefix:
                // Texts are ordered by their bytes, which is the order of code points.
                Operand(filter, "$gte"u8, prefix);
                if (DocumentSelect.AfterPrefix(prefix) is { } end) Operand(filter, "$lt"u8, end);
                break;
            default:
                throw new ArgumentException($"{layout.Name}.{field} cannot be compared by {comparison}", nameof(condition));
        }

        filter.End(document);
    }

    private static void Operand(BsonWriter filter, ReadOnlySpan<byte> comparison, object value)
    {
        if (value is long number) filter.Int64(comparison, number);
        else filter.String(comparison, (string)value);
    }
}
