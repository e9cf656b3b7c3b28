using System.IO.Compression;
using CsvHelper;

namespace Shopstream.Modules.Ml.Tables;

/// <summary>Reads CSV text into a table; every error names the row of the file and what was expected.</summary>
internal static class CsvRows
{
    public static Stream Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    public static ColumnTable Read(Stream stream, TableOptions options)
    {
        TableOptions.Check(options);
        var syntax = new CsvReaderOptions
        {
            Separator = options.Separator,
            TrimWhitespace = true,
            PoolStrings = true,
            FieldCountMismatch = CsvFieldCountHandling.Throw,
            TrackLineNumbers = true,
            MalformedData = CsvMalformedDataHandling.Throw,
        };
        try
        {
            using var reader = CsvReader.Create(stream, syntax, leaveOpen: true);
            var columns = Header([.. reader.Headers], options);
            var lines = new List<long>();
            while (reader.Read())
            {
                lines.Add(reader.LineNumber);
                for (var i = 0; i < columns.Length; i++) columns[i]?.AddText(reader.GetString(i));
            }

            return new ColumnTable([.. columns.OfType<ColumnBuilder>().Select(c => c.Build(row => $"line {lines[row]}"))], lines.Count);
        }
        catch (CsvFormatException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    // Null for a column that is skipped.
    private static ColumnBuilder?[] Header(string[] names, TableOptions options)
    {
        if (names.Length == 0) throw new InvalidDataException("found an empty file, expected a header of column names");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (name.Length == 0) throw new InvalidDataException("found a column without a name in the header");
            if (!seen.Add(name)) throw new InvalidDataException($"found the column {name} twice in the header");
        }

        foreach (var name in options.Kinds.Keys)
            if (!seen.Contains(name)) throw new InvalidDataException($"there is no column {name}, found {string.Join(", ", names)}");
        return Array.ConvertAll(names, n => options.Skip.Contains(n) ? null : new ColumnBuilder(n, options));
    }
}
