using System.Globalization;

namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary>
/// An algorithm by its name with settings, as text: <c>item-knn:k=50:similarity=bm25</c>. Settings that nobody asked for by the end
/// of <see cref="Finish"/> are misspelt.
/// </summary>
public sealed class AlgorithmChoice
{
    private readonly Dictionary<string, string> _settings = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _used = new(StringComparer.OrdinalIgnoreCase);

    private AlgorithmChoice(string text, string name) => (Text, Name) = (text, name);

    /// <summary>The choice as it was written.</summary>
    public string Text { get; }

    /// <summary>Name of the algorithm.</summary>
    public string Name { get; }

    /// <summary>Reads a choice.</summary>
    /// <exception cref="FormatException">A setting has no value or is given twice.</exception>
    public static AlgorithmChoice Parse(string text)
    {
        var parts = text.Trim().Split(':');
        var choice = new AlgorithmChoice(text.Trim(), parts[0].Trim().ToLowerInvariant());
        foreach (var part in parts.Skip(1))
        {
            var at = part.IndexOf('=');
            if (at <= 0 || at == part.Length - 1) throw new FormatException($"{text}: found \"{part}\", expected name=value");
            if (!choice._settings.TryAdd(part[..at].Trim(), part[(at + 1)..].Trim())) throw new FormatException($"{text}: found {part[..at]} twice, expected it once");
        }

        return choice;
    }

    /// <summary>A number among the settings.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public double Number(string name, double otherwise)
    {
        if (Setting(name) is not { } text) return otherwise;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)) return value;
        throw new FormatException($"{Text}: found {name}={text}, expected a number");
    }

    /// <summary>A whole number among the settings.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public int Whole(string name, int otherwise)
    {
        if (Setting(name) is not { } text) return otherwise;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)) return value;
        throw new FormatException($"{Text}: found {name}={text}, expected a whole number");
    }

    /// <summary>One of some names among the settings; hyphens do not matter.</summary>
    /// <exception cref="FormatException">It is none of them.</exception>
    public T OneOf<T>(string name, T otherwise)
        where T : struct, Enum
    {
        if (Setting(name) is not { } text) return otherwise;
        var index = Array.FindIndex(Enum.GetNames<T>(), n => n.Equals(text.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));
        return index >= 0 ? Enum.GetValues<T>()[index] : throw new FormatException($"{Text}: found {name}={text}, expected one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}");
    }

    /// <summary>True or false among the settings.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public bool Flag(string name, bool otherwise)
    {
        if (Setting(name) is not { } text) return otherwise;
        return bool.TryParse(text, out var value) ? value : throw new FormatException($"{Text}: found {name}={text}, expected true or false");
    }

    /// <summary>Checks that every setting was asked for.</summary>
    /// <exception cref="FormatException">One was not.</exception>
    public void Finish()
    {
        foreach (var name in _settings.Keys)
            if (!_used.Contains(name)) throw new FormatException($"{Text}: found the setting {name}, expected {(_used.Count == 0 ? "none" : string.Join(", ", _used.Order(StringComparer.Ordinal)))}");
    }

    private string? Setting(string name)
    {
        _used.Add(name);
        return _settings.GetValueOrDefault(name);
    }
}
