using System.Text;
using Shopstream.Modules.Stores.Mongo.Bson;
using Shopstream.Tests.Support.Mongo;

namespace Shopstream.Tests.Stores.Mongo;

/// <summary>Documents that other programs wrote, and bytes that are none.</summary>
[TestFixture]
internal sealed class BodyDecoderTests
{
    private const ulong Exponent0 = 0x3040_0000_0000_0000;

    [Test]
    public void Read_TypesThatJsonLacks_BecomeTextOrNull()
    {
        var document = StoredForm.Decode(BsonCodec.Encode(new BsonDoc
        {
            { "_id", new BsonOid(Convert.FromHexString("0102030405060708090a0b0c")) },
            { "date", new BsonDate(1_000) }, { "far", new BsonDate(long.MaxValue) }, { "oid", new BsonOid(new byte[12]) }, { "bytes", new BsonBin(0, [1, 2, 3]) },
            { "nan", double.NaN }, { "max", new BsonMax() }, { "min", new BsonMin() }, { "stamp", new BsonStamp(7) },
            { "inf", new BsonDecimal([.. new byte[15], 0x78]) }, { "price", Decimal(1999, -2) },
        }));

        document.Id.ShouldBe("0102030405060708090a0b0c");
        Encoding.UTF8.GetString(document.Body.Span).ShouldBe(
            """{"date":"1970-01-01T00:00:01.0000000Z","far":"9223372036854775807","oid":"000000000000000000000000","bytes":"AQID","nan":null,"max":null,"min":null,"stamp":7,"inf":null,"price":19.99}""");
    }

    [TestCase(17, "17")]
    [TestCase(1.5, "1.5")]
    [TestCase(true, "true")]
    public void Read_IdThatIsNoText_IsWrittenAsOne(object id, string expected) => StoredForm.Decode(BsonCodec.Encode(new BsonDoc { { "_id", id } })).Id.ShouldBe(expected);

    // Coefficient in the low bits, exponent + 6176 from bit 113 on (IEEE 754-2008).
    [TestCase("9223372036854775808", Exponent0, 0x8000_0000_0000_0000)]
    [TestCase("-9223372036854775809", 0x8000_0000_0000_0000 | Exponent0, 0x8000_0000_0000_0001)]
    [TestCase("0.1234567890123456789", 0x301A_0000_0000_0000UL, 1_234_567_890_123_456_789UL)]
    [TestCase("1e6111", 0x5FFE_0000_0000_0000UL, 1UL)]
    public void Decimal_IsEncodedAsTheStandardSays(string number, ulong high, ulong low)
    {
        var bytes = ((BsonDecimal)StoredForm.Stored($$"""{"n":{{number}}}""")["n"]!).Bytes;
        BitConverter.ToUInt64(bytes, 8).ShouldBe(high);
        BitConverter.ToUInt64(bytes, 0).ShouldBe(low);
    }

    [Test]
    public void Read_BrokenBytes_AreRefused()
    {
        var whole = BsonCodec.Encode(new BsonDoc { { "_id", "doc-7" }, { "text", "abc" }, { "n", 5L }, { "d", new BsonDoc { { "x", new BsonArr { 1, "two" } } } }, { "b", new BsonBin(0, [1]) } });
        StoredForm.Decode(whole).Id.ShouldBe("doc-7");
        var random = new Random(11);
        var refused = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = whole[..];
            for (var changes = random.Next(1, 4); changes > 0; changes--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                StoredForm.Decode(bytes);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        refused.ShouldBeGreaterThan(1_000);
        Should.Throw<InvalidDataException>(() => StoredForm.Decode([]));
        Should.Throw<InvalidDataException>(() => StoredForm.Decode([4, 0, 0, 0, 0]));
    }

    [Test]
    public void Read_UnsupportedType_NamesTheDocument()
    {
        var bytes = BsonCodec.Encode(new BsonDoc { { "_id", "doc-7" }, { "x", null } });
        bytes[^4] = 0x06;
        Should.Throw<InvalidDataException>(() => StoredForm.Decode(bytes)).Message.ShouldBe("document doc-7: BSON: found a value of type 0x06, which is not supported");
    }

    [Test]
    public void Writer_Growing_KeepsWhatWasWritten()
    {
        using var writer = new BsonWriter(1);
        var start = writer.Begin();
        for (var i = 0; i < 5_000; i++) writer.String(Encoding.UTF8.GetBytes($"k{i}"), new string('x', i % 50));
        writer.End(start);
        BsonCodec.Decode(writer.All).Count.ShouldBe(5_000);
    }

    private static BsonDecimal Decimal(ulong coefficient, int exponent)
    {
        var bytes = new byte[16];
        BitConverter.TryWriteBytes(bytes, coefficient);
        BitConverter.TryWriteBytes(bytes.AsSpan(8), Exponent0 + ((ulong)exponent << 49));
        return new BsonDecimal(bytes);
    }
}
