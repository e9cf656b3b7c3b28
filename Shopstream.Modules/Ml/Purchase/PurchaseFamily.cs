using Shopstream.Modules.Ml.Explanations;
using Shopstream.Modules.Ml.Models;
using Shopstream.Modules.Ml.Tables;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Ml.Purchase;

/// <summary>The model <c>purchase</c>: versions are what <see cref="PurchaseModelFile"/> writes, rows are flat views of archived sessions.</summary>
internal sealed class PurchaseFamily : IModelFamily
{
    /// <summary>Name of the model and of the job that trains it.</summary>
    public const string ModelName = "purchase";

    public string Name => ModelName;

    public string Description => "Whether a session ends in a purchase, from what is known of it before checkout.";

    public IReadOnlySet<string> CalendarColumns { get; } =
        new HashSet<string>(StringComparer.Ordinal) { "hour_of_day", "day_of_week", "is_weekend", "month", "week_of_year", "part_of_day" };

    public IServedModel Load(ModelVersion version, byte[] bytes) => new ServedPurchaseModel(Read(bytes));

    public Task<RecentRows> ReadRecentAsync(IServedModel model, IDocumentStore documents, DateTimeOffset from, int most, CancellationToken cancellationToken) =>
        PurchaseArchive.ReadAsync(documents, ((ServedPurchaseModel)model).Model.Pipeline, from, most, cancellationToken);

    /// <summary>A model of its bytes.</summary>
    public static PurchaseModel Read(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return PurchaseModelFile.Load(stream);
    }

    /// <summary>Bytes of a model.</summary>
    public static byte[] Write(PurchaseModel model)
    {
        using var stream = new MemoryStream();
        PurchaseModelFile.Save(model, stream);
        return stream.ToArray();
    }
}

/// <summary>A purchase model in use.</summary>
internal sealed class ServedPurchaseModel(PurchaseModel model) : IServedModel
{
    public PurchaseModel Model => model;

    public float Threshold => model.Threshold;

    public string Scale => model.Kind == PurchaseModelKind.Forest ? "probability" : "log-odds";

    public IReadOnlyList<string> Columns { get; } = [.. model.Pipeline.Sources.Distinct(StringComparer.Ordinal)];

    public TableOptions Input { get; } = model.Pipeline.InputOptions();

    public float[] Predict(ColumnTable rows) => model.Predict(rows);

    public ShapValues Explain(ColumnTable rows, CancellationToken cancellationToken) =>
        model.ByColumn(model.Explain(model.Pipeline.Apply(rows), cancellationToken));
}
