using System.Buffers.Text;
using System.IO.Compression;
using System.Text;
using CsvHelper;

namespace Shopstream.Modules.Ml.Instacart;

/// <summary>Reads one file after another, row by row; counts missing values, and lines that cannot be used with their reasons.</summary>
/// <param name="badLines">Takes the lines that cannot be used.</param>
/// <param name="progress">Told the file and the share of it that has been read; may be null.</param>
internal sealed class InstacartReader(BadLines badLines, Action<string, double>? progress)
{
    private const int RowsBetweenLooks = 1 << 14;
    private const int ShownCharacters = 40;
    private const int MostFieldsOfOneLine = 1 << 16;

    /// <summary>Takes a row in: its numbers (NaN where missing) and its text in the order of <see cref="InstacartColumn.Of"/>; the answer is why not.</summary>
    public delegate string? TakeRow(double[] numbers, string? text);

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It has no header, lacks a column, or is damaged; the message says where.</exception>
    public InstacartFileSummary Read(InstacartKind kind, string path, TakeRow take, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(path);
        var before = badLines.Total;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        using Stream content = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        try
        {
            // One bad quote must not swallow the lines after it, so a record ends where its line does.
            using var csv = CsvReader.Create(content, new CsvReaderOptions
            {
                TrimWhitespace = true,
                TrackLineNumbers = true,
                AllowLineBreaksInQuotes = false,
                MaxRecordSize = MostFieldsOfOneLine,
                MalformedData = CsvMalformedDataHandling.Skip,
                FieldCountMismatch = CsvFieldCountHandling.Skip,
                OnMalformedRecord = r => badLines.Add(name, r.LineNumber, Malformed(r.Reason), Shown(r.RawRecord)),
            });
            var columns = InstacartColumn.Of(kind);
            var places = Places(name, csv, columns);
            var missing = new long[csv.Headers.Count];
            var numbers = new double[columns.Count];
            long rows = 0;
            while (csv.Read())
            {
                if (rows++ % RowsBetweenLooks == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    progress?.Invoke(name, file.Length == 0 ? 1 : (double)file.Position / file.Length);
                }

                for (var c = 0; c < missing.Length; c++)
                    if (IsMissing(csv.GetSpan(c))) missing[c]++;
                var text = default(string);
                var refusal = default((string Reason, string Found)?);
                for (var c = 0; c < columns.Count && refusal is null; c++)
                {
                    if (columns[c].IsText) text = IsMissing(csv.GetSpan(places[c])) ? null : csv.GetString(places[c]);
                    else if (!TryNumber(csv.GetSpan(places[c]), columns[c], out numbers[c]))
                        refusal = ($"{columns[c].Name}: expected {columns[c].Expected}", Shown(csv.GetString(places[c])));
                }

                if (refusal is null && take(numbers, text) is { } reason) refusal = (reason, "it in an earlier line");
                if (refusal is { } bad) badLines.Add(name, csv.LineNumber, bad.Reason, bad.Found);
            }

            progress?.Invoke(name, 1);
            return new(name, rows, badLines.Total - before, Enumerable.Range(0, missing.Length).ToDictionary(c => csv.Headers[c], c => missing[c], StringComparer.Ordinal));
        }
        catch (Exception e) when (e is CsvFormatException || (e is InvalidDataException && !e.Message.StartsWith(name, StringComparison.Ordinal)))
        {
            throw new InvalidDataException($"{name}: {e.Message}", e);
        }
    }

    private static int[] Places(string name, CsvReader csv, IReadOnlyList<InstacartColumn> columns)
    {
        if (csv.Headers.Count == 0) throw new InvalidDataException($"{name}: found an empty file, expected a header of column names");
        if (csv.Headers.GroupBy(h => h, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InvalidDataException($"{name}: found the column {twice.Key} twice");
        var places = columns.Select(c => csv.TryGetFieldIndex(c.Name, out var place) ? place : -1).ToArray();
        var missing = columns.Where((_, i) => places[i] < 0).Select(c => c.Name).ToArray();
        if (missing.Length == 0) return places;
        throw new InvalidDataException(
            $"{name}: missing {string.Join(", ", missing)}: found the columns {string.Join(", ", csv.Headers)}, expected {string.Join(", ", columns.Select(c => c.Name))}");
    }

    private static bool TryNumber(ReadOnlySpan<byte> field, InstacartColumn column, out double value)
    {
        value = double.NaN;
        if (IsMissing(field)) return column.IsOptional;
        if (Utf8Parser.TryParse(field, out int whole, out var used) && used == field.Length) value = whole;
        // Pandas writes whole numbers with a point where some are missing.
        else if (!Utf8Parser.TryParse(field, out value, out used) || used != field.Length || (column.IsWhole && value != Math.Floor(value))) return false;
        return value >= column.Low && value <= column.High;
    }

    /// <summary>Empty, or one of the usual words for it.</summary>
    private static bool IsMissing(ReadOnlySpan<byte> field) => field.Length switch
    {
        0 => true,
        2 => field.SequenceEqual("NA"u8),
        3 => field.SequenceEqual("NaN"u8) || field.SequenceEqual("nan"u8) || field.SequenceEqual("N/A"u8),
        4 => field.SequenceEqual("null"u8) || field.SequenceEqual("NULL"u8),
        _ => false,
    };

    private static string Malformed(CsvMalformedReason reason) => reason switch
    {
        CsvMalformedReason.FieldCountMismatch => "expected as many fields as the header has",
        CsvMalformedReason.StrayQuote => "expected no quote inside a field without quotes",
        CsvMalformedReason.TextAfterClosingQuote => "expected a comma after a closing quote",
        _ => "expected a closing quote in the same line",
    };

    private static string Shown(string text)
    {
        var line = new StringBuilder(ShownCharacters + 3);
        foreach (var character in text.AsSpan(0, Math.Min(text.Length, ShownCharacters))) line.Append(char.IsControl(character) ? ' ' : character);
        return text.Length == 0 ? "nothing" : $"'{line}{(text.Length > ShownCharacters ? "…" : "")}'";
    }
}
