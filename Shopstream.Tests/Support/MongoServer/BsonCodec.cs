using System.Buffers.Binary;
using System.Text;

namespace Shopstream.Tests.Support.Mongo;

/// <summary>BSON to and from <see cref="BsonDoc"/>; written apart from the provider's own, and stricter than servers are.</summary>
internal static class BsonCodec
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static BsonDoc Decode(ReadOnlySpan<byte> bytes)
    {
        var document = DecodePrefix(bytes, out var length);
        return length == bytes.Length ? document : throw new InvalidDataException($"{bytes.Length - length} bytes after the document");
    }

    /// <summary>A document at the begin of the bytes.</summary>
    public static BsonDoc DecodePrefix(ReadOnlySpan<byte> bytes, out int length)
    {
        length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (length < 5 || length > bytes.Length || bytes[length - 1] != 0) throw new InvalidDataException($"a document of {length} bytes in {bytes.Length}");
        var document = new BsonDoc();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var rest = bytes[4..(length - 1)];
        while (!rest.IsEmpty)
        {
            var type = rest[0];
            var end = rest[1..].IndexOf((byte)0);
            var key = Utf8.GetString(rest.Slice(1, end));
            if (!keys.Add(key)) throw new InvalidDataException($"two fields {key}");
            rest = rest[(end + 2)..];
            document.Add(key, Value(type, ref rest));
        }

        return document;
    }

    public static byte[] Encode(BsonDoc document)
    {
        using var to = new MemoryStream();
        Write(to, document);
        return to.ToArray();
    }

    private static object? Value(byte type, ref ReadOnlySpan<byte> rest)
    {
        switch (type)
        {
            case 0x01: return BinaryPrimitives.ReadDoubleLittleEndian(Take(ref rest, 8));
            case 0x02:
                var text = Take(ref rest, BinaryPrimitives.ReadInt32LittleEndian(Take(ref rest, 4)));
                return text[^1] == 0 ? Utf8.GetString(text[..^1]) : throw new InvalidDataException("a text without its end");
            case 0x03: return Decode(Take(ref rest, BinaryPrimitives.ReadInt32LittleEndian(rest)));
            case 0x04:
                var items = Decode(Take(ref rest, BinaryPrimitives.ReadInt32LittleEndian(rest)));
                if (!items.Keys.SequenceEqual(Enumerable.Range(0, items.Count).Select(i => $"{i}"))) throw new InvalidDataException($"an array with the keys {string.Join(' ', items.Keys)}");
                return new BsonArr(items.Select(i => i.Value));
            case 0x05:
                var length = BinaryPrimitives.ReadInt32LittleEndian(Take(ref rest, 4));
                return new BsonBin(Take(ref rest, 1)[0], Take(ref rest, length).ToArray());
            case 0x07: return new BsonOid(Take(ref rest, 12).ToArray());
            case 0x08: return Take(ref rest, 1)[0] switch { 0 => false, 1 => true, var b => throw new InvalidDataException($"a truth value {b}") };
            case 0x09: return new BsonDate(BinaryPrimitives.ReadInt64LittleEndian(Take(ref rest, 8)));
            case 0x0A: return null;
            case 0x10: return BinaryPrimitives.ReadInt32LittleEndian(Take(ref rest, 4));
            case 0x11: return new BsonStamp(BinaryPrimitives.ReadUInt64LittleEndian(Take(ref rest, 8)));
            case 0x12: return BinaryPrimitives.ReadInt64LittleEndian(Take(ref rest, 8));
            case 0x13: return new BsonDecimal(Take(ref rest, 16).ToArray());
            case 0x7F: return new BsonMax();
            case 0xFF: return new BsonMin();
            default: throw new InvalidDataException($"a value of type 0x{type:X2}");
        }
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> rest, int length)
    {
        var taken = rest[..length];
        rest = rest[length..];
        return taken;
    }

    private static void Write(MemoryStream to, BsonDoc document)
    {
        var start = to.Position;
        Int32(to, 0);
        foreach (var (key, value) in document)
        {
            var type = to.Position;
            to.WriteByte(0);
            to.Write(Utf8.GetBytes(key));
            to.WriteByte(0);
            var written = WriteValue(to, value);
            var end = to.Position;
            to.Position = type;
            to.WriteByte(written);
            to.Position = end;
        }

        to.WriteByte(0);
        var after = to.Position;
        to.Position = start;
        Int32(to, (int)(after - start));
        to.Position = after;
    }

    private static byte WriteValue(MemoryStream to, object? value)
    {
        switch (value)
        {
            case double d:
                Int64(to, BitConverter.DoubleToInt64Bits(d));
                return 0x01;
            case string s:
                var text = Utf8.GetBytes(s);
                Int32(to, text.Length + 1);
                to.Write(text);
                to.WriteByte(0);
                return 0x02;
            case BsonDoc doc:
                Write(to, doc);
                return 0x03;
            case BsonArr items:
                var asDocument = new BsonDoc();
                for (var i = 0; i < items.Count; i++) asDocument.Add($"{i}", items[i]);
                Write(to, asDocument);
                return 0x04;
            case BsonBin bin:
                Int32(to, bin.Bytes.Length);
                to.WriteByte(bin.Subtype);
                to.Write(bin.Bytes);
                return 0x05;
            case BsonOid oid:
                to.Write(oid.Bytes);
                return 0x07;
            case bool b:
                to.WriteByte(b ? (byte)1 : (byte)0);
                return 0x08;
            case BsonDate date:
                Int64(to, date.Ms);
                return 0x09;
            case null:
                return 0x0A;
            case int i:
                Int32(to, i);
                return 0x10;
            case BsonStamp stamp:
                Int64(to, (long)stamp.Value);
                return 0x11;
            case long l:
                Int64(to, l);
                return 0x12;
            case BsonDecimal d:
                to.Write(d.Bytes);
                return 0x13;
            case BsonMax:
                return 0x7F;
            case BsonMin:
                return 0xFF;
            default:
                throw new InvalidDataException($"a value of type {value.GetType().Name}");
        }
    }

    private static void Int32(MemoryStream to, int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        to.Write(bytes);
    }

    private static void Int64(MemoryStream to, long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        to.Write(bytes);
    }
}
