using System.Collections;

namespace Shopstream.Tests.Support.Mongo;

/// <summary>
/// A BSON document as the test server sees it, in order. Values: <see cref="string"/>, <see cref="int"/>, <see cref="long"/>,
/// <see cref="double"/>, <see cref="bool"/>, null, <see cref="BsonDoc"/>, <see cref="BsonArr"/> and the records below.
/// </summary>
internal sealed class BsonDoc : IEnumerable<KeyValuePair<string, object?>>
{
    private readonly List<KeyValuePair<string, object?>> _fields = [];

    public int Count => _fields.Count;

    public IEnumerable<string> Keys => _fields.Select(f => f.Key);

    /// <summary>The value of a field; null when there is none.</summary>
    public object? this[string key]
    {
        get => _fields.Find(f => f.Key == key).Value;
        set
        {
            var at = _fields.FindIndex(f => f.Key == key);
            if (at < 0) Add(key, value);
            else _fields[at] = new(key, value);
        }
    }

    public void Add(string key, object? value) => _fields.Add(new(key, value));

    public void Insert(int at, string key, object? value) => _fields.Insert(at, new(key, value));

    public bool Has(string key) => _fields.Exists(f => f.Key == key);

    /// <summary>An integer of either width.</summary>
    public long Long(string key) => this[key] switch
    {
        int i => i,
        long l => l,
        double d when d == Math.Floor(d) => (long)d,
        var other => throw new MongoRefusal(14, "TypeMismatch", $"{key} is {other ?? "missing"}, expected a whole number"),
    };

    public BsonDoc Doc(string key) => this[key] as BsonDoc ?? throw new MongoRefusal(14, "TypeMismatch", $"{key} is no document");

    public string Text(string key) => this[key] as string ?? throw new MongoRefusal(14, "TypeMismatch", $"{key} is no text");

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => "{" + string.Join(", ", _fields.Select(f => $"{f.Key}: {Text(f.Value)}")) + "}";

    private static string Text(object? value) => value switch
    {
        null => "null",
        string s => $"\"{s}\"",
        BsonArr a => "[" + string.Join(", ", a.Select(Text)) + "]",
        _ => value.ToString()!,
    };
}

/// <summary>A BSON array.</summary>
internal sealed class BsonArr : List<object?>
{
    public BsonArr()
    {
    }

    public BsonArr(IEnumerable<object?> items)
        : base(items)
    {
    }
}

internal sealed record BsonBin(byte Subtype, byte[] Bytes)
{
    public override string ToString() => $"Binary({Subtype}, {Convert.ToHexString(Bytes)})";
}

internal sealed record BsonDate(long Ms);

internal sealed record BsonStamp(ulong Value);

internal sealed record BsonDecimal(byte[] Bytes);

internal sealed record BsonOid(byte[] Bytes);

internal sealed record BsonMin;

internal sealed record BsonMax;
