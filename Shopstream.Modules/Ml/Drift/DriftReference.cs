using System.Text.Json;
using System.Text.Json.Serialization;
using Shopstream.Modules.Ml.Tables;

namespace Shopstream.Modules.Ml.Drift;

/// <summary>What a model saw in training: the spread of its inputs and of its own scores on rows it had not learnt from. Kept with the version.</summary>
/// <param name="Columns">Its input columns.</param>
/// <param name="Scores">Its probabilities.</param>
public sealed record DriftReference(IReadOnlyList<ColumnProfile> Columns, ColumnProfile Scores)
{
    /// <summary>Name of <see cref="Scores"/>.</summary>
    public const string ScoreName = "score";

    /// <summary>The spread of training rows.</summary>
    /// <param name="table">Where they are.</param>
    /// <param name="columns">The columns that the model makes features of.</param>
    /// <param name="rows">Training rows.</param>
    /// <param name="scores">Probabilities of rows that the model had not learnt from.</param>
    public static DriftReference Of(ColumnTable table, IEnumerable<string> columns, int[] rows, float[] scores) => new(
        [.. columns.Distinct(StringComparer.Ordinal).Select(c => ColumnProfile.Of(table[c], rows))],
        ColumnProfile.OfNumbers(ScoreName, Array.ConvertAll(scores, s => (double)s)));

    /// <summary>Compares later rows with it.</summary>
    /// <param name="table">The rows, with all input columns.</param>
    /// <param name="scores">Probabilities of these rows.</param>
    public (DriftMeasure Score, IReadOnlyList<DriftMeasure> Columns) Compare(ColumnTable table, float[] scores)
    {
        var rows = Enumerable.Range(0, table.Rows).ToArray();
        var columns = Columns.Select(c => DriftMeasure.Of(c, c.Counted(table[c.Name], rows))).OrderByDescending(m => m.StabilityIndex).ThenBy(m => m.Name, StringComparer.Ordinal);
        return (DriftMeasure.Of(Scores, Scores.Counted(Array.ConvertAll(scores, s => (double)s))), [.. columns]);
    }

    /// <summary>As JSON in UTF-8.</summary>
    public byte[] Save() => JsonSerializer.SerializeToUtf8Bytes(this, DriftJsonContext.Default.DriftReference);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static DriftReference Load(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, DriftJsonContext.Default.DriftReference) ?? throw new InvalidDataException("found null, expected the spread of training rows");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("found no spread of training rows: " + e.Message, e);
        }
    }
}

/// <summary>Source-generated JSON of what is stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DriftReference))]
[JsonSerializable(typeof(DriftReport))]
internal sealed partial class DriftJsonContext : JsonSerializerContext;
