using System.Text;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Ingest.Importing;

/// <summary>Rows of a separated file and their fields by column. Column names come from the header and match in any case.</summary>
internal sealed class CsvTable : IDisposable
{
    private readonly RecordReader _records;
    private readonly RecordSyntax _syntax;
    private readonly FieldBounds[] _fields;
    private readonly string[] _columns;

    private CsvTable(RecordReader records, RecordSyntax syntax, string[] columns)
    {
        _records = records;
        _syntax = syntax;
        _columns = columns;
        _fields = new FieldBounds[columns.Length];
    }

    /// <summary>Column names in the order of the file.</summary>
    public IReadOnlyList<string> Columns => _columns;

    /// <summary>Path of the file.</summary>
    public string Path => _records.Path;

    /// <summary>Line on which the row begins, from 1.</summary>
    public long Line => _records.Line;

    /// <summary>Why the row has no fields; null when it has.</summary>
    public Rejection? Fault { get; private set; }

    /// <summary>The row as it was read, cut at 64 KiB.</summary>
    public string Text => _records.Text;

    /// <summary>Content of a field of the current row without quotes and without blanks around it; empty for a column below 0.</summary>
    public ReadOnlySpan<byte> this[int column] => column < 0 ? default : Trim(Content(column));

    /// <summary>Opens a file whose first record names the columns.</summary>
    /// <exception cref="ImportFormatException">No usable file or header.</exception>
    public static CsvTable Open(string path, RecordSyntax syntax, ImportOptions options) => WithHeader(RecordReader.Open(path, syntax, options), syntax);

    /// <summary>Opens a file without a header.</summary>
    /// <exception cref="ImportFormatException">No usable file.</exception>
    public static CsvTable Open(string path, RecordSyntax syntax, ImportOptions options, params string[] columns) =>
        new(RecordReader.Open(path, syntax, options), syntax, columns);

    /// <summary>Takes the column names from the first record of <paramref name="records"/>, which it owns from now on.</summary>
    /// <exception cref="ImportFormatException">No usable header.</exception>
    public static CsvTable WithHeader(RecordReader records, RecordSyntax syntax)
    {
        try
        {
            if (!records.Read()) throw new ImportFormatException($"{records.Path}: found only blank lines, expected a header line");
            if (records.Fault is { } fault)
                throw new ImportFormatException($"{records.Path}: line {records.Line}: {fault.Detail}, expected a header line of column names");
            return new CsvTable(records, syntax, Header(records, syntax));
        }
        catch
        {
            records.Dispose();
            throw;
        }
    }

    /// <summary>Index of a column, or -1.</summary>
    public int Find(string column) => Array.FindIndex(_columns, c => string.Equals(c, column, StringComparison.OrdinalIgnoreCase));

    /// <summary>Indices of columns that must be there.</summary>
    /// <exception cref="ImportFormatException">Some are not; the message names those found and those expected.</exception>
    public int[] Require(params string[] columns)
    {
        var found = Array.ConvertAll(columns, Find);
        if (!found.Contains(-1)) return found;
        var missing = columns.Where(c => Find(c) < 0);
        throw new ImportFormatException($"{Path}: missing {string.Join(", ", missing)}: "
            + $"found the columns {FieldText.Shown(string.Join(',', _columns), 300)}, expected {string.Join(',', columns)}");
    }

    /// <summary>Moves to the next row.</summary>
    /// <returns>False at the end.</returns>
    public bool Read()
    {
        if (!_records.Read()) return false;
        Fault = _records.Fault;
        if (Fault is not null) return true;
        var found = Split(_records.Record, _syntax, _fields);
        if (found != _fields.Length)
            Fault = new(_syntax.MalformedReason, $"found {found} fields, expected {_fields.Length}: {string.Join(',', _columns)}");
        return true;
    }

    /// <summary>Content of a field without its quotes, blanks kept.</summary>
    public ReadOnlySpan<byte> Content(int column) => Content(_records.Record, _fields[column]);

    public void Dispose() => _records.Dispose();

    private static string[] Header(RecordReader records, RecordSyntax syntax)
    {
        var fields = new FieldBounds[Split(records.Record, syntax, [])];
        Split(records.Record, syntax, fields);
        var columns = new string[fields.Length];
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < fields.Length; i++)
        {
            columns[i] = Encoding.UTF8.GetString(Trim(Content(records.Record, fields[i])));
            if (columns[i].Length > 0 && !seen.Add(columns[i]))
                throw new ImportFormatException($"{records.Path}: found the column {FieldText.Shown(columns[i])} twice, expected each column once");
        }

        return columns;
    }

    /// <summary>Counts the fields of a whole record and notes the bounds of as many as fit.</summary>
    private static int Split(ReadOnlySpan<byte> record, RecordSyntax syntax, Span<FieldBounds> fields)
    {
        var count = 0;
        var i = 0;
        while (true)
        {
            var quoted = syntax.Quoted && i < record.Length && record[i] == (byte)'"';
            var end = quoted ? CsvSyntax.ClosingQuote(record, i) + 1 : record[i..].IndexOf(syntax.Separator);
            if (!quoted) end = end < 0 ? record.Length : i + end;
            if (count < fields.Length) fields[count] = quoted ? new(i + 1, end - i - 2, true) : new(i, end - i, false);
            count++;
            if (end >= record.Length) return count;
            i = end + 1;
        }
    }

    private static ReadOnlySpan<byte> Content(ReadOnlySpan<byte> record, FieldBounds field)
    {
        var content = record.Slice(field.Start, field.Length);
        if (!field.Quoted || !content.Contains((byte)'"')) return content;
        var plain = new byte[content.Length];
        var length = 0;
        for (var i = 0; i < content.Length; i++)
        {
            plain[length++] = content[i];
            if (content[i] == (byte)'"') i++;
        }

        return plain.AsSpan(0, length);
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) =>
        text.IsEmpty || (text[0] > (byte)' ' && text[^1] > (byte)' ') ? text : text.Trim(" \t\r\n"u8);

    private readonly record struct FieldBounds(int Start, int Length, bool Quoted);
}
