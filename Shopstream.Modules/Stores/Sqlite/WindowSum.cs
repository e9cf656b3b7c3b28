using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Shopstream.Modules.Stores.Sqlite;

/// <summary>
/// Adds up the rows of window partials, which come in the order of their starts, grouped as a query asks. Numbers are added
/// exactly or the largest is kept, as the measure says; of each attribute the value of the latest window that knew it stays.
/// Where keys are added up, attributes mean nothing and are null.
/// </summary>
internal sealed class WindowSum
{
    private readonly WindowIndexDefinition _definition;
    private readonly WindowQuery _query;
    private readonly bool _keepsKeys;
    private readonly bool _keepsWindows;
    private readonly bool[] _isMax;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>>? _wanted;
    private readonly Dictionary<string, Sum>.AlternateLookup<ReadOnlySpan<char>> _sums;
    private readonly List<WindowRow> _rows = [];
    private long _start;

    /// <summary>Begins with nothing.</summary>
    public WindowSum(WindowIndexDefinition definition, WindowQuery query)
    {
        _definition = definition;
        _query = query;
        _keepsKeys = query.GroupBy is WindowGrouping.Key or WindowGrouping.WindowAndKey;
        _keepsWindows = query.GroupBy is WindowGrouping.Window or WindowGrouping.WindowAndKey;
        _isMax = [.. definition.Measures.Select(m => m.Merge == MeasureMerge.Max)];
        if (query.Keys is not null)
            _wanted = new HashSet<string>(query.Keys, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        _sums = new Dictionary<string, Sum>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        _start = query.FromMs;
    }

    /// <summary>
    /// Adds the rows of a partial, as <see cref="PartialRowsBuffer"/> wrote them. Its start is not before that of the last one.
    /// </summary>
    public void Add(long start, ReadOnlySpan<byte> json)
    {
        if (_keepsWindows && start != _start)
        {
            Flush();
            _start = start;
        }

        var keyBuffer = ArrayPool<char>.Shared.Rent(256);
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
            {
                reader.Read();
                if (reader.ValueSpan.Length > keyBuffer.Length)
                {
                    ArrayPool<char>.Shared.Return(keyBuffer);
                    keyBuffer = ArrayPool<char>.Shared.Rent(reader.ValueSpan.Length);
                }

                AddRow(ref reader, keyBuffer.AsSpan(0, reader.CopyString(keyBuffer)));
                reader.Read();
            }
        }
        finally
        {
            ArrayPool<char>.Shared.Return(keyBuffer);
        }
    }

    /// <summary>The sums, in no particular order.</summary>
    public List<WindowRow> Rows()
    {
        Flush();
        return _rows;
    }

    private void AddRow(ref Utf8JsonReader reader, ReadOnlySpan<char> key)
    {
        if (_wanted is { } wanted && !wanted.Contains(key))
        {
            Skip(ref reader);
            Skip(ref reader);
            return;
        }

        if (!_keepsKeys) key = default;
        if (!_sums.TryGetValue(key, out var sum))
        {
            sum = new Sum(_definition.Attributes.Count, _isMax);
            _sums[key] = sum;
        }

        if (_keepsKeys) AddAttributes(ref reader, sum.Attributes);
        else Skip(ref reader);
        AddMeasures(ref reader, sum.Measures);
    }

    private static void AddAttributes(ref Utf8JsonReader reader, string?[] attributes)
    {
        reader.Read();
        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            if (i >= attributes.Length || reader.TokenType == JsonTokenType.Null) continue;
            if (attributes[i] is not { } known || !reader.ValueTextEquals(known)) attributes[i] = reader.GetString();
        }
    }

    private void AddMeasures(ref Utf8JsonReader reader, long[] measures)
    {
        reader.Read();
        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            if (i >= measures.Length) continue;
            var value = reader.GetInt64();
            measures[i] = _isMax[i] ? Math.Max(measures[i], value) : checked(measures[i] + value);
        }
    }

    private static void Skip(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }

    private void Flush()
    {
        var start = _keepsWindows ? _start : _query.FromMs;
        foreach (var (key, sum) in _sums.Dictionary) _rows.Add(new WindowRow(start, key, sum.Attributes, sum.Known(_isMax)));
        _sums.Dictionary.Clear();
    }

    private sealed class Sum
    {
        public Sum(int attributes, bool[] isMax)
        {
            Attributes = new string?[attributes];
            Measures = new long[isMax.Length];
            for (var i = 0; i < isMax.Length; i++)
                if (isMax[i]) Measures[i] = long.MinValue;
        }

        public string?[] Attributes { get; }

        public long[] Measures { get; }

        // A measure that is younger than all the partials has no maximum.
        public long[] Known(bool[] isMax)
        {
            for (var i = 0; i < isMax.Length; i++)
                if (isMax[i] && Measures[i] == long.MinValue) Measures[i] = 0;
            return Measures;
        }
    }
}
