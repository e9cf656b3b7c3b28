using System.IO.Compression;
using System.Text;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest.Importing;

namespace Shopstream.Tests.Ingest.Importing;

/// <summary>A folder of generated files for one test, and short ways to import them.</summary>
public abstract class ImportFixture
{
    protected static readonly DateTimeOffset Latest = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    protected static readonly ImportOptions Options = new(Latest);

    protected string Folder { get; private set; } = "";

    [SetUp]
    public void CreateFolder() => Folder = Directory.CreateTempSubdirectory("shopstream-import-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(Folder, recursive: true);

    protected string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    protected string Write(string name, byte[] content)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    protected static byte[] Gzip(string text)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Optimal)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return memory.ToArray();
    }

    protected static List<ImportedRow> Import(string format, string path, ImportOptions? options = null)
    {
        var rows = ImportFormats.Find(format).Read(path, options ?? Options, CancellationToken.None).ToList();
        CheckEach(rows);
        return rows;
    }

    protected static ImportFormatException Unusable(string format, string path) =>
        Should.Throw<ImportFormatException>(() => ImportFormats.Find(format).Read(path, Options, CancellationToken.None).Count());

    protected static string Json(ImportedRow row) => Encoding.UTF8.GetString(row.Raw.Span);

    /// <summary>What holds for every row of every format.</summary>
    private static void CheckEach(List<ImportedRow> rows)
    {
        long last = 0;
        foreach (var row in rows)
        {
            var broken = row.Line <= last ? "the line numbers do not rise"
                : (row.Session is null ? 0 : 1) + (row.Interaction is null ? 0 : 1) + (row.Rejection is null ? 0 : 1) != 1 ? "not exactly one of session, interaction and rejection"
                : row.Raw.IsEmpty != (row.Rejection is not null) ? "JSON for a refused row, or none for an accepted one"
                : row.Rejection is null && row.RawText.Length > 0 ? "text of an accepted row"
                : row.Interaction is null || SameInteraction(row) ? null : "the JSON differs from the interaction: " + Json(row);
            if (broken is not null) Assert.Fail($"line {row.Line}: {broken}");
            last = row.Line;
        }
    }

    private static bool SameInteraction(ImportedRow row) =>
        InteractionReader.Read(row.Raw.Span, default, DateTimeOffset.MaxValue, out var published) is null
        && published!.EventTime == row.Interaction!.EventTime && published.UserId == row.Interaction.UserId
        && published.ProductId == row.Interaction.ProductId && published.EventType == row.Interaction.EventType
        && Equals(published.Price, row.Interaction.Price) && Equals(published.Quantity, row.Interaction.Quantity);
}
