using System.Text.Json.Serialization;

namespace Shopstream.Modules.Ml.Tables;

/// <summary>Turns one column into features, as learnt from the training rows.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "step")]
[JsonDerivedType(typeof(NumberStep), "number")]
[JsonDerivedType(typeof(TimeStep), "time")]
[JsonDerivedType(typeof(OneHotStep), "oneHot")]
[JsonDerivedType(typeof(TargetShareStep), "targetShare")]
internal abstract record FeatureStep(string Column, ColumnKind Kind)
{
    /// <summary>Names of the features, beginning with the column's.</summary>
    [JsonIgnore]
    public abstract IReadOnlyList<string> Names { get; }

    /// <summary>Writes feature i of each row to <paramref name="features"/>[i].</summary>
    public abstract void Apply(TableColumn column, ReadOnlySpan<int> rows, ReadOnlySpan<float[]> features);

    protected static string Suffix(NumberScale scale) => scale.View switch
    {
        NumberScaling.Logarithm => "~log",
        NumberScaling.Rank => "~rank",
        _ => "",
    };
}

/// <summary>Numbers and booleans.</summary>
internal sealed record NumberStep(string Column, ColumnKind Kind, IReadOnlyList<NumberScale> Scales, bool MarksMissing) : FeatureStep(Column, Kind)
{
    [JsonIgnore]
    public override IReadOnlyList<string> Names => [.. Scales.Select(s => Column + Suffix(s)), .. MarksMissing ? [Column + "=(missing)"] : Array.Empty<string>()];

    public override void Apply(TableColumn column, ReadOnlySpan<int> rows, ReadOnlySpan<float[]> features)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            var value = column.Number(rows[i]);
            for (var s = 0; s < Scales.Count; s++) features[s][i] = Scales[s].Apply(value);
            if (MarksMissing) features[Scales.Count][i] = double.IsNaN(value) ? 1 : 0;
        }
    }
}

/// <summary>Parts of a point in time, UTC.</summary>
internal sealed record TimeStep(string Column, IReadOnlyList<TimePartScale> Parts) : FeatureStep(Column, ColumnKind.Time)
{
    [JsonIgnore]
    public override IReadOnlyList<string> Names => [.. Parts.Select(p => $"{Column}.{TimeParts.Name(p.Part)}{Suffix(p.Scale)}")];

    public override void Apply(TableColumn column, ReadOnlySpan<int> rows, ReadOnlySpan<float[]> features)
    {
        for (var p = 0; p < Parts.Count; p++)
            for (var i = 0; i < rows.Length; i++)
                features[p][i] = Parts[p].Scale.Apply(TimeParts.Of(column.Number(rows[i]), Parts[p].Part));
    }
}

/// <summary>One part of a time in one view.</summary>
internal sealed record TimePartScale(TimePart Part, NumberScale Scale);

/// <summary>A column of 0 and 1 for each level; an unseen level is 0 in all.</summary>
/// <param name="Column">Name.</param>
/// <param name="Levels">Levels with a feature of their own.</param>
/// <param name="Rare">Levels that share one feature; without any there is no such feature.</param>
/// <param name="MarksMissing">Whether missing has a feature.</param>
internal sealed record OneHotStep(string Column, string[] Levels, string[] Rare, bool MarksMissing) : FeatureStep(Column, ColumnKind.Category)
{
    [JsonIgnore]
    public override IReadOnlyList<string> Names =>
    [
        .. Levels.Select(l => $"{Column}={l}"),
        .. Rare.Length > 0 ? [Column + "=(rare)"] : Array.Empty<string>(),
        .. MarksMissing ? [Column + "=(missing)"] : Array.Empty<string>(),
    ];

    public override void Apply(TableColumn column, ReadOnlySpan<int> rows, ReadOnlySpan<float[]> features)
    {
        var place = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var l = 0; l < Levels.Length; l++) place[Levels[l]] = l;
        foreach (var level in Rare) place[level] = Levels.Length;
        var missing = MarksMissing ? Levels.Length + (Rare.Length > 0 ? 1 : 0) : -1;
        var placeOfCode = column.Levels.Select(l => place.GetValueOrDefault(l, -1)).ToArray();
        for (var i = 0; i < rows.Length; i++)
        {
            var code = column.Code(rows[i]);
            var at = code < 0 ? missing : placeOfCode[code];
            if (at >= 0) features[at][i] = 1;
        }
    }
}

/// <summary>The smoothed share of yes of each level, put on the scale asked for.</summary>
internal sealed record TargetShareStep(string Column, double Prior, double MissingShare, IReadOnlyDictionary<string, double> Shares, NumberScale Scale)
    : FeatureStep(Column, ColumnKind.Category)
{
    [JsonIgnore]
    public override IReadOnlyList<string> Names => [Column + "~share"];

    public override void Apply(TableColumn column, ReadOnlySpan<int> rows, ReadOnlySpan<float[]> features)
    {
        var shareOfCode = column.Levels.Select(l => Scale.Apply(Shares.GetValueOrDefault(l, Prior))).ToArray();
        var missing = Scale.Apply(MissingShare);
        for (var i = 0; i < rows.Length; i++)
        {
            var code = column.Code(rows[i]);
            features[0][i] = code < 0 ? missing : shareOfCode[code];
        }
    }
}
