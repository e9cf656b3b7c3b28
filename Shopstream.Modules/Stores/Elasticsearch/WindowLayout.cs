using System.Text.Json;
using System.Text.Json.Nodes;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>
/// How the rows of a window index are laid out, one document a row. Counts stand under their names. Other measures stand twice:
/// under <c>raw.</c> as the whole number they are added up by, and under their name in the unit a reader expects: currency units,
/// seconds, scores, a time.
/// </summary>
internal sealed class WindowLayout
{
    /// <summary>Field of the window size.</summary>
    public const string Window = "window";

    /// <summary>Field of the window's begin.</summary>
    public const string StartMs = "startMs";

    /// <summary>Field of the input partition.</summary>
    public const string Partition = "partition";

    /// <summary>Object of the measures as whole numbers.</summary>
    public const string Raw = "raw";

    private static readonly string[] Reserved = [IndexLayout.Timestamp, Window, StartMs, Partition, Raw];

    /// <summary>Lays a definition out.</summary>
    /// <exception cref="ArgumentException">Two of its names are the same, or one is a field that every row has.</exception>
    public WindowLayout(WindowIndexDefinition definition)
    {
        Definition = definition;
        IEnumerable<string> names = [.. Reserved, definition.KeyName, .. definition.Attributes, .. definition.Measures.Select(m => m.Name)];
        if (names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } doubled)
            throw new ArgumentException($"index {definition.Name} would have two fields \"{doubled.Key}\"", nameof(definition));
        RawFields = [.. definition.Measures.Select(m => m.Unit == MeasureUnit.Count ? m.Name : $"{Raw}.{m.Name}")];
        Index = new IndexLayout(definition.Name, Properties().ToJsonString(), IsStrict: true, IsRouted: true);
        KeyName = JsonEncodedText.Encode(definition.KeyName);
        AttributeNames = [.. definition.Attributes.Select(a => JsonEncodedText.Encode(a))];
        MeasureNames = [.. definition.Measures.Select(m => JsonEncodedText.Encode(m.Name))];
    }

    /// <value>What is laid out.</value>
    public WindowIndexDefinition Definition { get; }

    /// <value>Its index.</value>
    public IndexLayout Index { get; }

    /// <value>Where each measure stands as whole number, in the order of the definition.</value>
    public IReadOnlyList<string> RawFields { get; }

    /// <value>Field of the key.</value>
    public JsonEncodedText KeyName { get; }

    /// <value>Fields of the attributes.</value>
    public IReadOnlyList<JsonEncodedText> AttributeNames { get; }

    /// <value>Fields of the measures in the reader's unit.</value>
    public IReadOnlyList<JsonEncodedText> MeasureNames { get; }

    /// <summary>The rows' shape is the definition's.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public void Check(PartialRows rows)
    {
        if (rows.Count == 0 || (rows.AttributeCount == Definition.Attributes.Count && rows.MeasureCount == Definition.Measures.Count)) return;
        throw new ArgumentException(
            $"a row of {Definition.Name} has {rows.AttributeCount} attributes and {rows.MeasureCount} measures, "
            + $"expected {Definition.Attributes.Count} and {Definition.Measures.Count}", nameof(rows));
    }

    private JsonObject Properties()
    {
        var fields = new JsonObject
        {
            [IndexLayout.Timestamp] = IndexLayout.Time(),
            [Window] = IndexLayout.Keyword(),
            [StartMs] = IndexLayout.Whole(),
            [Partition] = IndexLayout.Keyword(),
            [Definition.KeyName] = IndexLayout.Keyword(),
        };
        foreach (var attribute in Definition.Attributes) fields[attribute] = IndexLayout.Keyword();
        var raw = new JsonObject();
        foreach (var measure in Definition.Measures)
        {
            fields[measure.Name] = measure.Unit switch
            {
                MeasureUnit.Count => IndexLayout.Whole(),
                MeasureUnit.Money => IndexLayout.Scaled(10_000),
                MeasureUnit.Milliseconds or MeasureUnit.Thousandths => IndexLayout.Scaled(1_000),
                MeasureUnit.Instant => IndexLayout.Time(),
                _ => throw new NotSupportedException($"{Definition.Name}.{measure.Name} has the unknown unit {measure.Unit}"),
            };
            if (measure.Unit != MeasureUnit.Count) raw[measure.Name] = IndexLayout.Whole();
        }

        if (raw.Count > 0) fields[Raw] = new JsonObject { ["properties"] = raw };
        return fields;
    }
}
