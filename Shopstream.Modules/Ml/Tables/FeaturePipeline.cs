using System.Text.Json;

namespace Shopstream.Modules.Ml.Tables;

/// <summary>
/// Turns tables into features in the way that was learnt from training rows, and only from those. Belongs to the model and
/// is saved with it. Thread-safe: applying changes nothing.
/// </summary>
public sealed class FeaturePipeline
{
    private readonly PipelineDocument _document;

    private FeaturePipeline(PipelineDocument document)
    {
        _document = document;
        Features = [.. document.Steps.SelectMany(s => s.Names)];
        Sources = [.. document.Steps.SelectMany(s => s.Names.Select(_ => s.Column))];
    }

    /// <summary>Names of the features, in order.</summary>
    public IReadOnlyList<string> Features { get; }

    /// <summary>The table's column that each feature is made of, in the order of <see cref="Features"/>.</summary>
    public IReadOnlyList<string> Sources { get; }

    /// <summary>Column to be predicted.</summary>
    public string Target => _document.Target;

    /// <summary>Columns that no feature was made of: free text, and columns of one value.</summary>
    public IReadOnlyList<string> Ignored => _document.Ignored;

    /// <summary>What is done to each column.</summary>
    internal IReadOnlyList<FeatureStep> Steps => _document.Steps;

    /// <summary>A pipeline that takes numbers as they are, for models that came without one.</summary>
    internal static FeaturePipeline OfNumbers(IEnumerable<string> columns, string target) =>
        new(new(1, target, null, [.. columns.Select(c => new NumberStep(c, ColumnKind.Number, [NumberScale.Plain], MarksMissing: false))], []));

    /// <summary>Learns from <paramref name="rows"/> of the table, in that order, and gives the features of these very rows.</summary>
    /// <remarks>The features of the training rows must be taken from here: their target shares leave out their own labels.</remarks>
    /// <exception cref="ArgumentException">
    /// An option is out of range, a column known only after checkout would enter, a label is missing or neither yes nor no, or
    /// no feature is left; the message names the column.
    /// </exception>
    public static (FeaturePipeline Pipeline, TrainingSet Training) Fit(ColumnTable table, int[] rows, FeatureOptions options)
    {
        FeatureOptions.Check(options);
        if (rows.Length == 0) throw new ArgumentException("there are no training rows", nameof(rows));
        var candidates = table.Columns.Where(c => c.Name != options.Target && !options.Exclude.Contains(c.Name)).ToList();
        CheckoutColumns.Refuse(candidates.Select(c => c.Name), options.Force);
        var labels = TableLabels.Read(table, options.Target, options.PositiveLevel, rows);
        var fitting = new StepFitting(options, rows, labels);
        var steps = candidates.ConvertAll(fitting.Fit);
        var ignored = candidates.Where((_, i) => steps[i] is null).Select(c => c.Name).ToArray();
        var pipeline = new FeaturePipeline(new(1, options.Target, options.PositiveLevel, [.. steps.OfType<FeatureStep>()], ignored));
        if (pipeline.Features.Count == 0) throw new ArgumentException("no column has more than one value in the training rows", nameof(table));

        var columns = pipeline.Columns(table, rows);
        var at = 0;
        foreach (var step in pipeline._document.Steps)
        {
            if (step is TargetShareStep share) columns[at] = fitting.OutOfFold(table[step.Column], share);
            at += step.Names.Count;
        }

        return (pipeline, new TrainingSet(new FeatureMatrix(pipeline.Features, columns), labels));
    }

    /// <summary>How to read further rows so that their columns are of the kinds learnt from; the target is optional there.</summary>
    public TableOptions InputOptions(TableOptions? like = null) =>
        (like ?? new TableOptions()) with { Kinds = _document.Steps.ToDictionary(s => s.Column, s => s.Kind, StringComparer.Ordinal) };

    /// <summary>Features of chosen rows, in the order given.</summary>
    /// <exception cref="ArgumentException">A column is absent or of another kind; the message names it.</exception>
    public FeatureMatrix Apply(ColumnTable table, ReadOnlySpan<int> rows) => new(Features, Columns(table, rows));

    /// <summary>Features of all rows.</summary>
    /// <exception cref="ArgumentException">A column is absent or of another kind; the message names it.</exception>
    public FeatureMatrix Apply(ColumnTable table)
    {
        var rows = new int[table.Rows];
        for (var i = 0; i < rows.Length; i++) rows[i] = i;
        return Apply(table, rows);
    }

    /// <summary>Labels of chosen rows, 0 or 1.</summary>
    /// <exception cref="ArgumentException">A label is missing or neither yes nor no.</exception>
    public float[] Labels(ColumnTable table, ReadOnlySpan<int> rows) => TableLabels.Read(table, Target, _document.PositiveLevel, rows);

    /// <summary>Writes the pipeline as one JSON object.</summary>
    public void Save(Utf8JsonWriter json) => JsonSerializer.Serialize(json, _document, TablesJsonContext.Default.PipelineDocument);

    /// <summary>Writes the pipeline as JSON in UTF-8.</summary>
    public void Save(Stream stream) => JsonSerializer.Serialize(stream, _document, TablesJsonContext.Default.PipelineDocument);

    /// <summary>Reads what <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is no pipeline of a known version.</exception>
    public static FeaturePipeline Load(Stream stream) => Load(JsonDocument.Parse(stream).RootElement);

    /// <summary>Reads what <see cref="Save(Utf8JsonWriter)"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is no pipeline of a known version.</exception>
    public static FeaturePipeline Load(JsonElement json)
    {
        try
        {
            var document = json.Deserialize(TablesJsonContext.Default.PipelineDocument);
            if (document is not { Version: 1 }) throw new InvalidDataException($"found a feature pipeline of version {document?.Version}, expected 1");
            return new FeaturePipeline(document);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("found no feature pipeline: " + e.Message, e);
        }
    }

    private float[][] Columns(ColumnTable table, ReadOnlySpan<int> rows)
    {
        var columns = new float[Features.Count][];
        for (var i = 0; i < columns.Length; i++) columns[i] = new float[rows.Length];
        var at = 0;
        foreach (var step in _document.Steps)
        {
            var count = step.Names.Count;
            step.Apply(OfKind(table[step.Column], step), rows, columns.AsSpan(at, count));
            at += count;
        }

        return columns;
    }

    // A column without any value has no kind of its own, and booleans are numbers.
    private static TableColumn OfKind(TableColumn column, FeatureStep step)
    {
        var isText = step.Kind is ColumnKind.Category;
        if (column.Kind == step.Kind || (isText ? !column.IsNumeric : column.IsNumeric && column.Kind != ColumnKind.Time && step.Kind != ColumnKind.Time))
            return column;
        if (column.MissingRows < column.Rows)
        {
            throw new ArgumentException(
                $"column {column.Name} is of kind {column.Kind}, expected {step.Kind}: read the table with the pipeline's InputOptions", nameof(column));
        }

        return isText
            ? new TableColumn(column.Name, step.Kind, [.. Enumerable.Repeat(-1, column.Rows)], [])
            : new TableColumn(column.Name, step.Kind, [.. Enumerable.Repeat(double.NaN, column.Rows)]);
    }
}
