using Shopstream.Modules.Events;

namespace Shopstream.Modules.Ingest.Importing;

/// <summary>
/// Ratings of MovieLens 100k: <c>u.data</c>, or another file of <c>user item stars unix_time</c> separated by tabs, or the folder
/// that holds <c>u.data</c>. The stars are the <c>value</c> of a <c>rating</c>.
/// </summary>
internal sealed class MovieLensFormat : IImportFormat
{
    public string Name => "movielens";

    /// <inheritdoc/>
    public bool IsTimeOrdered => false;

    public string Description => "ratings of MovieLens, u.data or its folder: user, item, stars, unix time, separated by tabs";

    public IEnumerable<ImportedRow> Read(string path, ImportOptions options, CancellationToken cancellationToken)
    {
        var file = File(path);
        ImportFile.Begin(options.Progress, file);
        using var table = CsvTable.Open(file, RecordSyntax.Tabs, options, "user_id", "item_id", "rating", "timestamp");
        foreach (var row in InteractionRows.Read(table, Map, options, cancellationToken)) yield return row;
    }

    private static string File(string path)
    {
        if (!Directory.Exists(path)) return path;
        foreach (var name in (ReadOnlySpan<string>)["u.data", "u.data.gz"])
        {
            var file = Path.Combine(path, name);
            if (System.IO.File.Exists(file)) return file;
        }

        throw new ImportFormatException($"{path}: found {ImportFolder.Shown(path)}, expected u.data or u.data.gz");
    }

    private static Rejection? Map(CsvTable row, Interaction to)
    {
        if (row[0].IsEmpty) return FieldText.NoUser("user_id");
        if (FieldText.Number(row[2], "rating", 0.5, 5, out var stars) is { } badStars) return badStars;
        if (FieldText.UnixTime(row[3], "timestamp", out var time) is { } badTime) return badTime;
        to.EventType = EventTypes.Rating;
        to.UserId = FieldText.Text(row[0])!;
        to.ProductId = FieldText.Shared(row[1]) ?? "";
        to.Value = stars;
        to.EventTime = time;
        return null;
    }
}
