using System.Text;

namespace Shopstream.Tests.Support.Mongo;

/// <summary>How MongoDB compares values: first by kind, then by value; texts by their bytes.</summary>
internal sealed class BsonOrder : IComparer<object?>
{
    public static readonly BsonOrder Instance = new();

    /// <summary>Values of one kind compare with each other in conditions.</summary>
    public static int Kind(object? value) => value switch
    {
        BsonMin => 0,
        null => 1,
        int or long or double or BsonDecimal => 2,
        string => 3,
        BsonDoc => 4,
        BsonArr => 5,
        BsonBin => 6,
        BsonOid => 7,
        bool => 8,
        BsonDate => 9,
        BsonStamp => 10,
        _ => 99,
    };

    public int Compare(object? x, object? y)
    {
        var kinds = Kind(x).CompareTo(Kind(y));
        if (kinds != 0) return kinds;
        return (x, y) switch
        {
            (string a, string b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)),
            (bool a, bool b) => a.CompareTo(b),
            (BsonDate a, BsonDate b) => a.Ms.CompareTo(b.Ms),
            (BsonBin a, BsonBin b) => a.Bytes.Length != b.Bytes.Length ? a.Bytes.Length.CompareTo(b.Bytes.Length)
                : a.Subtype != b.Subtype ? a.Subtype.CompareTo(b.Subtype)
                : a.Bytes.AsSpan().SequenceCompareTo(b.Bytes),
            (BsonOid a, BsonOid b) => a.Bytes.AsSpan().SequenceCompareTo(b.Bytes),
            (int or long, int or long) => Convert.ToInt64(x).CompareTo(Convert.ToInt64(y)),
            (int or long or double, int or long or double) => Convert.ToDouble(x).CompareTo(Convert.ToDouble(y)),
            (null, null) or (BsonMin, BsonMin) => 0,
            _ => throw MongoRefusal.Unknown($"how to compare {x} with {y}"),
        };
    }
}
