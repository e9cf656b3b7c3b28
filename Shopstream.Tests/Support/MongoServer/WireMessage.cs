using System.Buffers.Binary;
using System.Text;

namespace Shopstream.Tests.Support.Mongo;

/// <summary>A message of MongoDB's wire protocol: OP_MSG, and OP_QUERY for the handshake.</summary>
internal sealed record WireMessage(int RequestId, bool IsLegacy, bool WantsReply, BsonDoc Command)
{
    private const int HeaderBytes = 16;
    private const int OpReply = 1;
    private const int OpQuery = 2004;
    private const int OpMsg = 2013;
    private const int ChecksumPresent = 1;
    private const int MoreToCome = 2;
    private const int ExhaustAllowed = 1 << 16;
    private const int MaxBytes = 48_000_000;

    /// <summary>The next message; null when the other side is gone.</summary>
    public static async Task<WireMessage?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var header = new byte[HeaderBytes];
        if (await stream.ReadAtLeastAsync(header, HeaderBytes, throwOnEndOfStream: false, cancellationToken) < HeaderBytes) return null;
        var length = BinaryPrimitives.ReadInt32LittleEndian(header);
        if (length is < HeaderBytes or > MaxBytes) throw new InvalidDataException($"a message of {length} bytes");
        var body = new byte[length - HeaderBytes];
        await stream.ReadExactlyAsync(body, cancellationToken);
        var id = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(4));
        return BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(12)) switch
        {
            OpMsg => Message(id, body),
            OpQuery => Query(id, body),
            var code => throw new InvalidDataException($"the operation {code}"),
        };
    }

    /// <summary>An answer to it.</summary>
    public byte[] Reply(BsonDoc reply)
    {
        var document = BsonCodec.Encode(reply);
        var before = IsLegacy ? 20 : 5;
        var bytes = new byte[HeaderBytes + before + document.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, bytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), RequestId);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), IsLegacy ? OpReply : OpMsg);
        if (IsLegacy)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(HeaderBytes), 8);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(HeaderBytes + 16), 1);
        }

        document.CopyTo(bytes, HeaderBytes + before);
        return bytes;
    }

    private static WireMessage Message(int id, ReadOnlySpan<byte> body)
    {
        var flags = BinaryPrimitives.ReadInt32LittleEndian(body);
        if ((flags & ~(ChecksumPresent | MoreToCome | ExhaustAllowed)) != 0) throw new InvalidDataException($"the flags 0x{flags:X}");
        var rest = (flags & ChecksumPresent) != 0 ? body[4..^4] : body[4..];
        BsonDoc? command = null;
        var sequences = new List<(string Name, BsonArr Documents)>();
        while (!rest.IsEmpty)
        {
            var kind = rest[0];
            rest = rest[1..];
            if (kind == 0)
            {
                command = BsonCodec.DecodePrefix(rest, out var length);
                rest = rest[length..];
                continue;
            }

            if (kind != 1) throw new InvalidDataException($"a section of kind {kind}");
            var size = BinaryPrimitives.ReadInt32LittleEndian(rest);
            var section = rest[4..size];
            rest = rest[size..];
            var end = section.IndexOf((byte)0);
            var documents = new BsonArr();
            sequences.Add((Encoding.UTF8.GetString(section[..end]), documents));
            for (section = section[(end + 1)..]; !section.IsEmpty;)
            {
                documents.Add(BsonCodec.DecodePrefix(section, out var length));
                section = section[length..];
            }
        }

        if (command is null) throw new InvalidDataException("a message without a command");
        foreach (var (name, documents) in sequences) command.Add(name, documents);
        return new WireMessage(id, IsLegacy: false, (flags & MoreToCome) == 0, command);
    }

    private static WireMessage Query(int id, ReadOnlySpan<byte> body)
    {
        var end = body[4..].IndexOf((byte)0);
        var name = Encoding.UTF8.GetString(body.Slice(4, end));
        var command = BsonCodec.Decode(body[(4 + end + 1 + 8)..]);
        if (!name.EndsWith(".$cmd", StringComparison.Ordinal)) throw new InvalidDataException($"a query of {name}");
        if (!command.Has("$db")) command.Add("$db", name[..^5]);
        return new WireMessage(id, IsLegacy: true, WantsReply: true, command);
    }
}
