using System.Buffers.Binary;

namespace Shopstream.Modules.Stores.Mongo.Bson;

/// <summary>The elements of one BSON document, in order.</summary>
/// <param name="document">The document, which ends with its last byte.</param>
/// <exception cref="InvalidDataException">Thrown by all members when the bytes are no document.</exception>
internal ref struct BsonReader(ReadOnlySpan<byte> document)
{
    private ReadOnlySpan<byte> _rest = Content(document);

    /// <value>Type of the element.</value>
    public BsonType Type { get; private set; }

    /// <value>Key of the element.</value>
    public ReadOnlySpan<byte> Key { get; private set; }

    /// <value>Bytes of the value: without the length in front of texts, with it in documents and arrays.</value>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <value>An integer of 32 or 64 bits, or a floating-point number cut to one.</value>
    public readonly long Number => Type switch
    {
        BsonType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(Value),
        BsonType.Int64 or BsonType.Date or BsonType.Timestamp => BinaryPrimitives.ReadInt64LittleEndian(Value),
        BsonType.Double => (long)BinaryPrimitives.ReadDoubleLittleEndian(Value),
        _ => throw new InvalidDataException($"BSON: found a {Type}, expected a number"),
    };

    /// <summary>Goes to the next element.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Read()
    {
        if (_rest.IsEmpty) return false;
        Type = (BsonType)_rest[0];
        var end = _rest[1..].IndexOf((byte)0);
        if (end < 0) throw Broken();
        Key = _rest.Slice(1, end);
        _rest = _rest[(end + 2)..];
        Value = Take();
        return true;
    }

    /// <summary>An integer field of a document; 0 when it is not there.</summary>
    public static long Integer(ReadOnlySpan<byte> document, ReadOnlySpan<byte> key)
    {
        for (var fields = new BsonReader(document); fields.Read();)
            if (fields.Key.SequenceEqual(key)) return fields.Number;
        return 0;
    }

    private static ReadOnlySpan<byte> Content(ReadOnlySpan<byte> document) =>
        document.Length >= 5 && BinaryPrimitives.ReadInt32LittleEndian(document) == document.Length && document[^1] == 0
            ? document[4..^1]
            : throw Broken();

    private static InvalidDataException Broken() => new("BSON: the document is cut off or no document");

    private ReadOnlySpan<byte> Take()
    {
        switch (Type)
        {
            case BsonType.Double or BsonType.Date or BsonType.Int64 or BsonType.Timestamp:
                return Take(8);
            case BsonType.String or BsonType.Code:
                var text = Take(Take4());
                return text.IsEmpty ? throw Broken() : text[..^1];
            case BsonType.Document or BsonType.Array:
                return _rest.Length < 4 ? throw Broken() : Take(BinaryPrimitives.ReadInt32LittleEndian(_rest));
            case BsonType.Binary:
                return Take(checked(Take4() + 1));
            case BsonType.ObjectId:
                return Take(12);
            case BsonType.Boolean:
                return Take(1);
            case BsonType.Int32:
                return Take(4);
            case BsonType.Decimal128:
                return Take(16);
            case BsonType.Regex:
                var pattern = _rest.IndexOf((byte)0);
                var options = pattern < 0 ? -1 : _rest[(pattern + 1)..].IndexOf((byte)0);
                return options < 0 ? throw Broken() : Take(pattern + options + 2);
            case BsonType.Null or BsonType.MinKey or BsonType.MaxKey:
                return [];
            default:
                throw new InvalidDataException($"BSON: found a value of type 0x{(byte)Type:X2}, which is not supported");
        }
    }

    private int Take4() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length < 0 || length > _rest.Length) throw Broken();
        var value = _rest[..length];
        _rest = _rest[length..];
        return value;
    }
}
