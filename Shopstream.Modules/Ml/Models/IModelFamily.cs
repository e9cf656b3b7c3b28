using Shopstream.Modules.Ml.Explanations;
using Shopstream.Modules.Ml.Tables;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Ml.Models;

/// <summary>What is known of a model besides its versions: how its bytes become a model, and where its rows come from.</summary>
public interface IModelFamily
{
    /// <summary>Name of the model: lower-case letters, digits and <c>-</c>.</summary>
    string Name { get; }

    /// <summary>What it predicts, in one sentence.</summary>
    string Description { get; }

    /// <summary>Columns that move with the calendar; they are measured, but make no drift.</summary>
    IReadOnlySet<string> CalendarColumns { get; }

    /// <summary>Makes a model of its bytes.</summary>
    /// <exception cref="InvalidDataException">They are none.</exception>
    IServedModel Load(ModelVersion version, byte[] bytes);

    /// <summary>The latest rows, as the model would be asked about them.</summary>
    /// <param name="model">Whose columns are wanted.</param>
    /// <param name="documents">Where they are.</param>
    /// <param name="from">Earliest begin.</param>
    /// <param name="most">At most so many; the latest.</param>
    /// <param name="cancellationToken">Stops between rows.</param>
    Task<RecentRows> ReadRecentAsync(IServedModel model, IDocumentStore documents, DateTimeOffset from, int most, CancellationToken cancellationToken);
}

/// <summary>Rows with the time that they span.</summary>
/// <param name="Table">The rows.</param>
/// <param name="FromMs">Begin of the earliest, milliseconds since 1970; null without rows.</param>
/// <param name="ToMs">Begin of the latest; null without rows.</param>
public sealed record RecentRows(ColumnTable Table, long? FromMs, long? ToMs);

/// <summary>A model of a yes-or-no target in memory. Thread-safe.</summary>
public interface IServedModel
{
    /// <summary>Probability from which the answer is yes.</summary>
    float Threshold { get; }

    /// <summary>Scale on which contributions add up: <c>log-odds</c> or <c>probability</c>.</summary>
    string Scale { get; }

    /// <summary>Columns that it makes features of.</summary>
    IReadOnlyList<string> Columns { get; }

    /// <summary>How rows are to be read for it.</summary>
    TableOptions Input { get; }

    /// <summary>Probability of yes for each row.</summary>
    /// <exception cref="ArgumentException">A column is of another kind.</exception>
    float[] Predict(ColumnTable rows);

    /// <summary>What each column adds to each row's output.</summary>
    /// <exception cref="ArgumentException">A column is of another kind.</exception>
    ShapValues Explain(ColumnTable rows, CancellationToken cancellationToken);
}
