using Shopstream.Modules.Ml.Purchase;

namespace Shopstream.Host.Commands.Purchase;

/// <summary>What <c>train purchase</c> is asked to do.</summary>
internal sealed record TrainRequest
{
    /// <summary>Where the rows come from.</summary>
    public required PurchaseSource Source { get; init; }

    /// <summary>How to train, privacy excepted.</summary>
    public required PurchaseOptions Options { get; init; }

    /// <summary>Whether every column known only after checkout is forced.</summary>
    public bool ForceAll { get; init; }

    /// <summary>Kinds to train.</summary>
    public required IReadOnlyList<PurchaseModelKind> Kinds { get; init; }

    /// <summary>Folds; 0 for no evaluation.</summary>
    public int Folds { get; init; }

    /// <summary>Trainings with privacy, by ε; none for training without.</summary>
    public IReadOnlyList<PurchasePrivacy> Privacy { get; init; } = [];

    /// <summary>Ledger that pays, and its budget where it is new.</summary>
    public FileInfo? Ledger { get; init; }

    /// <summary>ε of a new ledger.</summary>
    public double Budget { get; init; }

    /// <summary>The simulator's own chances.</summary>
    public FileInfo? Oracle { get; init; }

    /// <summary>Where predictions go.</summary>
    public FileInfo? Predictions { get; init; }

    /// <summary>Where the model goes.</summary>
    public FileInfo? Export { get; init; }

    /// <summary>Where the result goes as JSON.</summary>
    public FileInfo? Json { get; init; }
}
