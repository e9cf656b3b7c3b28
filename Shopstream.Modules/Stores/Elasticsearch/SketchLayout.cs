using System.Text.Json.Nodes;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>
/// The index of the sketches of all window indices, one document a partial that has one. They stand apart from the rows, so
/// that nobody who counts rows counts sketches.
/// </summary>
internal static class SketchLayout
{
    /// <summary>Field with the name of the window index.</summary>
    public const string IndexName = "index";

    /// <summary>Field of the sketch, in base64.</summary>
    public const string Sketch = "sketch";

    /// <summary>The index.</summary>
    public static readonly IndexLayout Index = new(
        "window_sketches",
        new JsonObject
        {
            [IndexLayout.Timestamp] = IndexLayout.Time(),
            [IndexName] = IndexLayout.Keyword(),
            [WindowLayout.Window] = IndexLayout.Keyword(),
            [WindowLayout.StartMs] = IndexLayout.Whole(),
            [WindowLayout.Partition] = IndexLayout.Keyword(),
            [Sketch] = IndexLayout.Bytes(),
        }.ToJsonString(),
        IsStrict: true,
        IsRouted: false);
}
