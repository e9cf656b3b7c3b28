using System.Globalization;

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
    // Says of a line that it is the header, by being this very object.
    private static readonly string Header = new("header");
    private readonly List<BadLine> _bad = [];
    private readonly Dictionary<string, long> _reasons = new(StringComparer.Ordinal);
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

    /// <summary>How many lines were none, by reason; of the first twenty reasons.</summary>
    public IReadOnlyDictionary<string, long> Reasons => _reasons;

    /// <summary>Adds the interactions of a file to a log.</summary>
    /// <exception cref="FormatException">A header lacks a column, or the archive is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static InteractionFile ReadInto(InteractionLog log, string path, CancellationToken cancellationToken)
    {
        var file = new InteractionFile(path);
        file.ReadLines(line => file.TakePlain(log, line), cancellationToken);
        return file;
    }

    /// <summary>Reads a CSV whose header names some columns, and hands their fields over in this order; a missing one is empty.</summary>
    /// <param name="path">Where it lies.</param>
    /// <param name="columns">Names in any case; a question mark at the end says that the file may lack it.</param>
    /// <param name="take">Takes a line in; the answer is why not.</param>
    /// <param name="cancellationToken">Asks to stop.</param>
    /// <exception cref="FormatException">The header lacks a column, or the archive is damaged.</exception>
    internal static InteractionFile ReadTable(string path, IReadOnlyList<string> columns, Func<IReadOnlyList<string>, string?> take, CancellationToken cancellationToken)
    {
        var file = new InteractionFile(path);
        var (places, fields) = (default(int[]), new string[columns.Count]);
        file.ReadLines(line =>
        {
            var found = DelimitedLine.Split(line, ',');
            if (places is null)
            {
                var header = found.Select(f => f.Trim()).ToList();
                places = [.. columns.Select(c => header.FindIndex(h => h.Equals(c.TrimEnd('?'), StringComparison.OrdinalIgnoreCase)))];
                for (var c = 0; c < places.Length; c++)
                    if (places[c] < 0 && !columns[c].EndsWith('?')) throw new FormatException($"{path}: found the header \"{line}\", expected it to name {columns[c]}");
                return Header;
            }

            if (found.Count <= places.Max()) return $"found {found.Count} fields, expected {places.Max() + 1}";
            for (var c = 0; c < places.Length; c++) fields[c] = places[c] < 0 ? "" : found[places[c]];
            return take(fields);
        }, cancellationToken);
        return file;
    }

    private void ReadLines(Func<string, string?> take, CancellationToken cancellationToken)
    {
        using var reader = InteractionDataset.Open(Path);
        try
        {
            for (var number = 1L; reader.ReadLine() is { } line; number++)
            {
                if (number % 65_536 == 0) cancellationToken.ThrowIfCancellationRequested();
                if (number == 1) line = line.TrimStart(ByteOrderMark);
                if (string.IsNullOrWhiteSpace(line)) continue;
                var reason = take(line);
                if (ReferenceEquals(reason, Header)) continue;
                Read++;
                if (reason is null)
                {
                    Accepted++;
                    continue;
                }

                if (_bad.Count < Remembered) _bad.Add(new(number, reason));
                if (_reasons.Count < Remembered || _reasons.ContainsKey(reason)) _reasons[reason] = _reasons.GetValueOrDefault(reason) + 1;
            }
        }
        catch (InvalidDataException e)
        {
            throw new FormatException($"{Path}: found a damaged gzip archive, expected a whole one: {e.Message}", e);
        }
    }

    private string? TakePlain(InteractionLog log, string line)
    {
        if (_columns is null)
        {
            _columns = Columns.Of(Path, line);
            if (_columns.IsNamed) return Header;
        }

        return Parse(log, line);
    }

    /// <summary>Adds the interaction of a line; the reason when it is none.</summary>
    private string? Parse(InteractionLog log, string line)
    {
        var columns = _columns!;
        var fields = DelimitedLine.Split(line, columns.Separator);
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

    private sealed record Columns(char Separator, bool IsNamed, int User, int Item, int Rating, int Time)
    {
        public static Columns Of(string path, string line)
        {
            var separator = line.Contains('\t') ? '\t' : ',';
            var names = DelimitedLine.Split(line, separator).Select(f => f.Trim().ToLowerInvariant()).ToList();
            var (user, item) = (names.IndexOf("user"), names.IndexOf("item"));
            if (user < 0 && item < 0) return new(separator, false, 0, 1, 2, 3);
            if (user < 0 || item < 0) throw new FormatException($"{path}: found the header \"{line}\", expected it to name user and item, optionally rating and time");
            return new(separator, true, user, item, names.IndexOf("rating"), names.IndexOf("time"));
        }
    }
}
