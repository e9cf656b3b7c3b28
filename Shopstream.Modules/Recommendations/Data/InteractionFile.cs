using System.Globalization;
using System.IO.Compression;

namespace Shopstream.Modules.Recommendations.Data;

/// <summary>A line that is no interaction.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Reason">What was found and what was expected.</param>
public sealed record BadLine(long Line, string Reason);

/// <summary>
/// Reads interactions, one a line, plain or gzip: <c>user item [rating] [unix time]</c> separated by tabs or commas without a header,
/// or a CSV whose header names <c>user</c>, <c>item</c> and optionally <c>rating</c> and <c>time</c>. A line that is none is counted
/// and remembered with its number, and never stops the rest.
/// </summary>
public sealed class InteractionFile
{
    private const int Remembered = 20;
    private const char ByteOrderMark = '\uFEFF';
    private readonly List<BadLine> _bad = [];
    private Columns? _columns;

    private InteractionFile(string path) => Path = path;

    /// <summary>Where it lies.</summary>
    public string Path { get; }

    /// <summary>Lines that are neither empty nor a header.</summary>
    public long Read { get; private set; }

    /// <summary>Those that were interactions.</summary>
    public long Accepted { get; private set; }

    /// <summary>Those that were none.</summary>
    public long Rejected => Read - Accepted;

    /// <summary>The first twenty that were none.</summary>
    public IReadOnlyList<BadLine> BadLines => _bad;

    /// <summary>Adds the interactions of a file to a log.</summary>
    /// <exception cref="FormatException">A header lacks a column, or the archive is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static InteractionFile ReadInto(InteractionLog log, string path, CancellationToken cancellationToken)
    {
        var file = new InteractionFile(path);
        using var stream = File.OpenRead(path);
        var isGzip = stream.ReadByte() == 0x1F && stream.ReadByte() == 0x8B;
        stream.Position = 0;
        using Stream content = isGzip ? new GZipStream(stream, CompressionMode.Decompress) : stream;
        using var reader = new StreamReader(content);
        try
        {
            file.ReadLines(log, reader, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw new FormatException($"{path}: found a damaged gzip archive, expected a whole one: {e.Message}", e);
        }

        return file;
    }

    private void ReadLines(InteractionLog log, StreamReader reader, CancellationToken cancellationToken)
    {
        for (var number = 1L; reader.ReadLine() is { } line; number++)
        {
            if (number % 65_536 == 0) cancellationToken.ThrowIfCancellationRequested();
            if (number == 1) line = line.TrimStart(ByteOrderMark);
            if (string.IsNullOrWhiteSpace(line)) continue;
            if (_columns is null)
            {
                _columns = Columns.Of(Path, line);
                if (_columns.IsNamed) continue;
            }

            Read++;
            if (Parse(log, line) is not { } reason) Accepted++;
            else if (_bad.Count < Remembered) _bad.Add(new(number, reason));
        }
    }

    /// <summary>Adds the interaction of a line; the reason when it is none.</summary>
    private string? Parse(InteractionLog log, string line)
    {
        var columns = _columns!;
        var fields = Fields(line, columns.Separator);
        var most = Math.Max(columns.User, columns.Item);
        if (fields.Count <= most) return $"found {fields.Count} fields, expected at least {most + 1}: user and item";
        var (user, item) = (fields[columns.User].Trim(), fields[columns.Item].Trim());
        if (user.Length == 0) return "found no user, expected an id";
        if (item.Length == 0) return "found no item, expected an id";
        var value = 1f;
        if (Text(columns.Rating) is { } rating && !(float.TryParse(rating, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite(value)))
            return $"found the rating \"{rating}\", expected a number";
        long? time = null;
        if (Text(columns.Time) is { } text)
        {
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) || !(Math.Abs(seconds) < 1e15))
                return $"found the time \"{text}\", expected seconds since 1970";
            time = (long)Math.Floor(seconds);
        }

        log.Add(user, item, value, time);
        return null;

        string? Text(int column) => column >= 0 && column < fields.Count && fields[column].Trim() is { Length: > 0 } found ? found : null;
    }

    // RFC 4180 quotes within one line; ids with line breaks do not occur.
    private static IReadOnlyList<string> Fields(string line, char separator)
    {
        if (!line.Contains('"')) return line.Split(separator);
        var fields = new List<string>();
        var field = new System.Text.StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                field.Append(c);
                i++;
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == separator && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(c);
            }
        }

        fields.Add(field.ToString());
        return fields;
    }

    private sealed record Columns(char Separator, bool IsNamed, int User, int Item, int Rating, int Time)
    {
        public static Columns Of(string path, string line)
        {
            var separator = line.Contains('\t') ? '\t' : ',';
            var names = Fields(line, separator).Select(f => f.Trim().ToLowerInvariant()).ToList();
            var (user, item) = (names.IndexOf("user"), names.IndexOf("item"));
            if (user < 0 && item < 0) return new(separator, false, 0, 1, 2, 3);
            if (user < 0 || item < 0) throw new FormatException($"{path}: found the header \"{line}\", expected it to name user and item, optionally rating and time");
            return new(separator, true, user, item, names.IndexOf("rating"), names.IndexOf("time"));
        }
    }
}
