using System.Text.Json.Nodes;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>
/// How the documents of a collection are laid out: their body as it is, with two fields in front, the time (from the first whole
/// number whose name ends with <c>Ms</c>) and the id, by which results are sorted and paged. Fields that are not known here are
/// kept and not indexed.
/// </summary>
internal sealed class DocumentLayout
{
    /// <summary>Field of the id.</summary>
    public const string Id = "@id";

    private const string TimeSuffix = "Ms";

    // What Kibana can show beside the fields that documents are searched by here.
    private static readonly Dictionary<string, (Func<JsonObject> Type, string[] Names)[]> Shown = new(StringComparer.Ordinal)
    {
        [AnalyticsIndices.SessionSummary.Name] =
        [
            (IndexLayout.Keyword, ["sessionId", "userId", "action", "referrer", "deviceType", "country", "state", "exitPage", "payment"]),
            (IndexLayout.Whole, ["pageViews", "clicks", "products", "carts", "purchases"]),
            (IndexLayout.Number, ["duration", "amountSpent"]),
        ],
        [AnalyticsIndices.ProductReviews.Name] =
        [
            (IndexLayout.Keyword, ["productName", "category", "sentiment"]),
            (IndexLayout.Text, ["text"]),
            (IndexLayout.Number, ["score"]),
        ],
    };

    private readonly Dictionary<string, IndexedField> _fields;

    /// <summary>Lays a collection out.</summary>
    public DocumentLayout(CollectionDefinition definition)
    {
        Definition = definition;
        _fields = definition.Fields.ToDictionary(f => f.Name, StringComparer.Ordinal);
        TimeField = definition.Fields.TakeWhile(f => !IsTime(f)).Count();
        if (TimeField == definition.Fields.Count) TimeField = -1;
        Index = new IndexLayout(definition.Name, Properties(definition).ToJsonString(), IsStrict: false, IsRouted: false);
    }

    /// <value>What is laid out.</value>
    public CollectionDefinition Definition { get; }

    /// <value>Its index.</value>
    public IndexLayout Index { get; }

    /// <value>Position of the field that holds the time, or -1.</value>
    public int TimeField { get; }

    /// <summary>The name that a field of a query has in the index, and whether it holds whole numbers.</summary>
    /// <exception cref="ArgumentException">The collection has no such field.</exception>
    public (string Name, bool IsInteger) Field(string name)
    {
        if (name == "_id") return (Id, false);
        return _fields.TryGetValue(name, out var field)
            ? (field.Name, field.IsInteger)
            : throw new ArgumentException(
                $"{Definition.Name} has no field \"{name}\" to search by, it has {string.Join(", ", _fields.Keys.Prepend("_id"))}", nameof(name));
    }

    private static bool IsTime(IndexedField field) => field.IsInteger && field.Name.EndsWith(TimeSuffix, StringComparison.Ordinal);

    private static JsonObject Properties(CollectionDefinition definition)
    {
        var fields = new JsonObject { [IndexLayout.Timestamp] = IndexLayout.Time(), [Id] = IndexLayout.Keyword() };
        foreach (var field in definition.Fields) fields[field.Name] = field.IsInteger ? IndexLayout.Whole() : IndexLayout.Keyword();
        foreach (var (type, names) in Shown.GetValueOrDefault(definition.Name, []))
            foreach (var name in names) fields[name] = type();
        return fields;
    }
}
