using System.Globalization;
using System.Text;

namespace Shopstream.Tests.Monitoring;

/// <summary>
/// A strict reader of the Prometheus text format 0.0.4: HELP then TYPE once before a metric's samples, all samples of a metric
/// together, no sample twice, valid names, escapes and numbers, histograms with rising buckets that end in +Inf and agree with their count.
/// </summary>
internal sealed class PrometheusParser
{
    private readonly Dictionary<string, string> types = new(StringComparer.Ordinal);
    private readonly HashSet<string> helped = new(StringComparer.Ordinal);
    private string current = "";

    private PrometheusParser()
    {
    }

    /// <summary>Type by metric.</summary>
    public IReadOnlyDictionary<string, string> Types => types;

    /// <summary>HELP text by metric.</summary>
    public Dictionary<string, string> Help { get; } = new(StringComparer.Ordinal);

    /// <summary>Value by sample, written <c>name{a="b",c="d"}</c> with unescaped values.</summary>
    public Dictionary<string, double> Samples { get; } = new(StringComparer.Ordinal);

    /// <exception cref="FormatException">A line is wrong; says which and why.</exception>
    public static PrometheusParser Parse(string text)
    {
        var parser = new PrometheusParser();
        if (!text.EndsWith('\n')) throw new FormatException("the text does not end with a line feed");
        var number = 0;
        foreach (var line in text[..^1].Split('\n'))
        {
            number++;
            try
            {
                parser.Line(line);
            }
            catch (Exception e) when (e is FormatException or ArgumentException or IndexOutOfRangeException)
            {
                throw new FormatException($"line {number} \"{line}\": {e.Message}", e);
            }
        }

        parser.CheckHistograms();
        return parser;
    }

    private void Line(string line)
    {
        if (line.StartsWith("# HELP ", StringComparison.Ordinal))
        {
            var rest = line[7..].Split(' ', 2);
            Name(rest[0], colons: true);
            if (!helped.Add(rest[0])) throw new FormatException("second HELP");
            Help[rest[0]] = Unescape(rest[1], quoted: false);
            current = rest[0];
        }
        else if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
        {
            var rest = line[7..].Split(' ');
            if (rest.Length != 2 || rest[1] is not ("counter" or "gauge" or "histogram")) throw new FormatException("wrong TYPE");
            if (rest[0] != current) throw new FormatException("TYPE does not follow its HELP");
            types.Add(rest[0], rest[1]);
        }
        else
        {
            Sample(line);
        }
    }

    private void Sample(string line)
    {
        var at = 0;
        while (at < line.Length && line[at] is not ('{' or ' ')) at++;
        var name = line[..at];
        Name(name, colons: true);
        var family = types.GetValueOrDefault(current) == "histogram" && name.StartsWith(current, StringComparison.Ordinal)
            && name[current.Length..] is "_bucket" or "_sum" or "_count" ? current : name;
        if (family != current || !types.TryGetValue(family, out var type)) throw new FormatException($"sample outside its metric, which is {current}");
        if (type == "counter" && !name.EndsWith("_total", StringComparison.Ordinal)) throw new FormatException("counter without _total");

        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (line[at] == '{')
        {
            at++;
            while (true)
            {
                var equals = line.IndexOf('=', at);
                Name(line[at..equals], colons: false);
                if (line[equals + 1] != '"') throw new FormatException("label value without quotation mark");
                var end = equals + 2;
                while (line[end] != '"') end += line[end] == '\\' ? 2 : 1;
                labels.Add(line[at..equals], Unescape(line[(equals + 2)..end], quoted: true));
                at = end + 1;
                if (line[at] == '}') break;
                if (line[at] != ',') throw new FormatException("expected , or }");
                at++;
            }

            at++;
        }

        if (line[at] != ' ') throw new FormatException("expected one blank before the value");
        var value = line[(at + 1)..] switch
        {
            "+Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            "NaN" => double.NaN,
            var digits => double.Parse(digits, NumberStyles.Float & ~NumberStyles.AllowLeadingWhite & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture),
        };
        if (type == "counter" && !(value >= 0)) throw new FormatException("counter below zero");
        Samples.Add(Key(name, labels), value);
    }

    private void CheckHistograms()
    {
        foreach (var (family, type) in types)
        {
            if (type != "histogram") continue;
            foreach (var count in Samples.Keys.Where(k => k == family + "_count" || k.StartsWith(family + "_count{", StringComparison.Ordinal)).ToArray())
            {
                var inner = count[(family.Length + 6)..].TrimStart('{').TrimEnd('}');
                var prefix = family + "_bucket{";
                var buckets = Samples.Where(s => s.Key.StartsWith(prefix, StringComparison.Ordinal) && Without(s.Key[prefix.Length..^1], out _) == inner)
                    .Select(s => (Bound: Bound(s.Key[prefix.Length..^1]), s.Value)).ToArray();
                if (buckets.Length == 0 || !double.IsPositiveInfinity(buckets[^1].Bound)) throw new FormatException($"{count}: the last bucket is not +Inf");
                for (var i = 1; i < buckets.Length; i++)
                    if (buckets[i].Bound <= buckets[i - 1].Bound || buckets[i].Value < buckets[i - 1].Value) throw new FormatException($"{count}: buckets fall");
                if (buckets[^1].Value != Samples[count]) throw new FormatException($"{count}: differs from the last bucket");
                _ = Samples[family + "_sum" + count[(family.Length + 6)..]];
            }
        }
    }

    private static double Bound(string labels)
    {
        Without(labels, out var le);
        return le == "+Inf" ? double.PositiveInfinity : double.Parse(le!, CultureInfo.InvariantCulture);
    }

    // The sample keys of this test hold no commas in label values of histograms.
    private static string Without(string labels, out string? le)
    {
        var parts = labels.Split(',');
        le = parts.SingleOrDefault(p => p.StartsWith("le=\"", StringComparison.Ordinal))?[4..^1];
        return string.Join(',', parts.Where(p => !p.StartsWith("le=\"", StringComparison.Ordinal)));
    }

    private static string Key(string name, SortedDictionary<string, string> labels) =>
        labels.Count == 0 ? name : $"{name}{{{string.Join(',', labels.Select(l => $"{l.Key}=\"{l.Value}\""))}}}";

    private static void Name(string name, bool colons)
    {
        if (name.Length == 0 || char.IsAsciiDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_' || (colons && c == ':')))
            throw new FormatException($"\"{name}\" is no valid name");
    }

    private static string Unescape(string text, bool quoted)
    {
        var result = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                result.Append(text[i]);
                continue;
            }

            result.Append(text[++i] switch
            {
                '\\' => '\\',
                'n' => '\n',
                '"' when quoted => '"',
                var other => throw new FormatException($"unknown escape \\{other}"),
            });
        }

        return result.ToString();
    }
}
