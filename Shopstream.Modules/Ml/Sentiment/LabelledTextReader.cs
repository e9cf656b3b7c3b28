using System.Globalization;
using System.IO.Compression;

namespace Shopstream.Modules.Ml.Sentiment;

/// <summary>
/// Reads labelled texts, one a line: the text, a tab, the label. Labels are <c>negative</c>, <c>neutral</c>, <c>positive</c> in each line,
/// or 0 and 1 (blame and praise), or stars from 1 to 5. Which of the latter two a file has is seen from its labels: one with a 0 has
/// no stars, one without a 0 and with more than 1 has. A name in <c>.gz</c> is unpacked.
/// </summary>
public static class LabelledTextReader
{
    private static readonly Dictionary<string, float> s_words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["negative"] = 0,
        ["neutral"] = 0.5f,
        ["positive"] = 1,
    };

    /// <summary>Reads a file. Lines end at line feeds only, since texts hold other separators.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FormatException">A line has no label, or labels do not fit together; names file and line.</exception>
    public static IReadOnlyList<LabelledText> Read(string path)
    {
        using var file = File.OpenRead(path);
        using Stream plain = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(plain);
        var name = Path.GetFileName(path);
        List<(int Line, string Text, string Label)> lines = [];
        var number = 0;
        foreach (var line in reader.ReadToEnd().Split('\n'))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            var tab = line.LastIndexOf('\t');
            if (tab < 0) throw new FormatException($"{name}, line {number}: found no tab, expected a text, a tab and a label.");
            lines.Add((number, line[..tab].Trim(), line[(tab + 1)..].Trim()));
        }

        var binary = lines.Exists(line => line.Label == "0") || !lines.Exists(line => line.Label is "2" or "3" or "4" or "5");
        return [.. lines.Select(line => new LabelledText(line.Text, PraiseOf(line.Label, binary)
            ?? throw new FormatException($"{name}, line {line.Line}: found the label \"{line.Label}\", expected "
                + (binary ? "0, 1, negative, neutral or positive." : "1 to 5 stars, negative, neutral or positive."))))];
    }

    private static float? PraiseOf(string label, bool binary)
    {
        if (s_words.TryGetValue(label, out var praise)) return praise;
        if (binary) return label switch { "0" => 0, "1" => 1, _ => null };
        return double.TryParse(label, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var stars) && stars is >= 1 and <= 5
            ? LabelledText.OfStars(stars)
            : null;
    }
}
