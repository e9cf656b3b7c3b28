namespace Shopstream.Modules.Ml.Models;

/// <summary>A trained model: what it was made of and how good it is. These facts do not change; its state does.</summary>
public sealed record ModelVersion
{
    /// <summary>Name of the model, such as <c>purchase</c>: lower-case letters, digits and <c>-</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Number of the version, from 1, given by the store.</summary>
    public int Number { get; init; }

    /// <summary>What it is: <c>boosted</c>, <c>forest</c>, <c>network</c> …</summary>
    public required string Kind { get; init; }

    /// <summary>When it was stored, milliseconds since 1970; set by the store.</summary>
    public long CreatedMs { get; init; }

    /// <summary>Seed of its training.</summary>
    public int Seed { get; init; }

    /// <summary>The run of a job that made it; null when none did.</summary>
    public string? RunId { get; init; }

    /// <summary>What it learnt from.</summary>
    public required ModelData Data { get; init; }

    /// <summary>How it was trained, by name.</summary>
    public IReadOnlyDictionary<string, string> Hyperparameters { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How good it is: by rows measured on (<c>train</c>, <c>later</c> …), then by measure (<c>auc</c>, <c>logLoss</c> …).</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Metrics { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, double>>(StringComparer.Ordinal);

    /// <summary>Size and check sum of the stored model; set by the store.</summary>
    public ModelArtifact Artifact { get; init; } = new(0, 0, "");

    /// <summary>Size and check sum of the distribution it was trained on; null when none is stored. Set by the store.</summary>
    public ModelArtifact? Distribution { get; init; }
}

/// <summary>What a model learnt from.</summary>
/// <param name="Source">Where the rows came from, such as the name of a collection.</param>
/// <param name="FromMs">Begin of the earliest row, milliseconds since 1970; null when rows have no time.</param>
/// <param name="ToMs">Begin of the latest row that was learnt from; null when rows have no time.</param>
/// <param name="Rows">Rows learnt from.</param>
/// <param name="Positives">Rows of them whose label is yes.</param>
/// <param name="Users">Users they belong to; null when rows have no user.</param>
/// <param name="Fingerprint">Hash of what was learnt from: equal rows have equal fingerprints.</param>
public sealed record ModelData(string Source, long? FromMs, long? ToMs, int Rows, int Positives, int? Users, string Fingerprint);

/// <summary>The stored bytes of a model.</summary>
/// <param name="Bytes">Length.</param>
/// <param name="Parts">Documents that hold them.</param>
/// <param name="Sha256">Check sum of the whole, hexadecimal.</param>
public sealed record ModelArtifact(long Bytes, int Parts, string Sha256);
