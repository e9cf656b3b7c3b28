using System.Globalization;
using System.Text.Json;

namespace Shopstream.Modules.Ml.Tables;

/// <summary>
/// Gathers the cells of one column. Texts are kept as numbers of different texts until the kind is known, so that a long
/// column of few values is small; typed values are kept as they come until a value of another kind appears.
/// </summary>
internal sealed class ColumnBuilder(string name, TableOptions options)
{
    private readonly Dictionary<string, int> _codeOfText = new(StringComparer.Ordinal);
    private readonly List<string> _texts = [];
    private List<int>? _codes;
    private List<double>? _numbers;
    private ColumnKind _kind = ColumnKind.Number;

    public string Name { get; } = name;

    /// <summary>Cells so far.</summary>
    public int Rows => _codes?.Count ?? _numbers?.Count ?? 0;

    /// <summary>Adds what a row that ended before this column, or began without it, says about it.</summary>
    public void PadTo(int rows)
    {
        var absent = options.IsZeroWhereAbsent(Name) ? "0" : null;
        while (Rows < rows) AddText(absent);
    }

    /// <summary>Adds a typed value or null.</summary>
    public void Add(object? value)
    {
        switch (value)
        {
            case null: AddText(null); break;
            case string text: AddText(text); break;
            case bool flag: AddTyped(ColumnKind.Boolean, flag ? 1 : 0); break;
            case DateTimeOffset time: AddTyped(ColumnKind.Time, time.ToUnixTimeMilliseconds()); break;
            case DateTime time: AddTyped(ColumnKind.Time, new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)).ToUnixTimeMilliseconds()); break;
            case JsonElement json: AddJson(json); break;
            case IConvertible number: AddTyped(ColumnKind.Number, number.ToDouble(CultureInfo.InvariantCulture)); break;
            default: throw new ArgumentException($"column {Name}, row {Rows + 1}: a value of type {value.GetType().Name} cannot be read", nameof(value));
        }
    }

    public void AddText(string? text)
    {
        if (_numbers is not null)
        {
            if (options.IsMissing(text))
            {
                _numbers.Add(double.NaN);
                return;
            }

            // A column that leaves out its zeros holds numbers between them.
            if (_kind == ColumnKind.Number && CellText.TryNumber(text!, out var number))
            {
                _numbers.Add(number);
                return;
            }

            TurnToText();
        }

        (_codes ??= []).Add(options.IsMissing(text) ? -1 : CodeOf(text!));
    }

    /// <summary>The column.</summary>
    /// <param name="place">Says where a row, counted from 0, is to be found.</param>
    /// <exception cref="InvalidDataException">A value does not fit the stated kind.</exception>
    public TableColumn Build(Func<int, string> place)
    {
        var isStated = options.Kinds.TryGetValue(Name, out var kind);
        if (_numbers is not null && (!isStated || kind == _kind)) return new TableColumn(Name, _kind, [.. _numbers]);
        if (_numbers is not null) TurnToText();
        var codes = _codes ?? [];
        if (!isStated) kind = CellText.Infer(_texts, codes.Count(c => c >= 0), options);
        if (kind is ColumnKind.Category or ColumnKind.Text) return new TableColumn(Name, kind, [.. codes], [.. _texts]);

        var values = new double[_texts.Count];
        for (var i = 0; i < values.Length; i++)
            if (!CellText.TryRead(_texts[i], kind, options.TimeFormats, out values[i]))
                throw new InvalidDataException($"{place(codes.IndexOf(i))}, column {Name}: found '{Shown(_texts[i])}', expected a value of kind {kind}");
        return new TableColumn(Name, kind, [.. codes.Select(c => c < 0 ? double.NaN : values[c])]);
    }

    private void AddJson(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Null or JsonValueKind.Undefined: AddText(null); break;
            case JsonValueKind.Number: AddTyped(ColumnKind.Number, json.GetDouble()); break;
            case JsonValueKind.True or JsonValueKind.False: AddTyped(ColumnKind.Boolean, json.GetBoolean() ? 1 : 0); break;
            case JsonValueKind.String: AddText(json.GetString()); break;
            default: throw new ArgumentException($"column {Name}, row {Rows + 1}: found a JSON {json.ValueKind}, expected a plain value", nameof(json));
        }
    }

    private void AddTyped(ColumnKind kind, double value)
    {
        if (!double.IsFinite(value)) value = double.NaN;
        if (_numbers is null && OnlyPadding(kind))
        {
            _numbers = [.. (_codes ?? []).Select(c => c < 0 ? double.NaN : 0)];
            _codes = null;
            _kind = kind;
        }

        if (_numbers is not null && _kind == kind)
        {
            _numbers.Add(value);
            return;
        }

        if (_numbers is not null) TurnToText();
        _codes!.Add(double.IsNaN(value) ? -1 : CodeOf(TextOf(kind, value)));
    }

    private bool OnlyPadding(ColumnKind kind) => _texts.Count == 0 || (kind != ColumnKind.Time && _texts is ["0"] && options.IsZeroWhereAbsent(Name));

    private void TurnToText()
    {
        _codes = new List<int>(_numbers!.Count);
        foreach (var value in _numbers) _codes.Add(double.IsNaN(value) ? -1 : CodeOf(TextOf(_kind, value)));
        _numbers = null;
    }

    private int CodeOf(string text)
    {
        if (_codeOfText.TryGetValue(text, out var code)) return code;
        _codeOfText.Add(text, code = _texts.Count);
        _texts.Add(text);
        return code;
    }

    private static string TextOf(ColumnKind kind, double value) => kind switch
    {
        ColumnKind.Boolean => value > 0 ? "true" : "false",
        ColumnKind.Time => DateTimeOffset.FromUnixTimeMilliseconds((long)value).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFK", CultureInfo.InvariantCulture),
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string Shown(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
