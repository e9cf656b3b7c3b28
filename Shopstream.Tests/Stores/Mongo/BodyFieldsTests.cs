using System.Text;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Mongo.Bson;
using Shopstream.Tests.Support.Mongo;

namespace Shopstream.Tests.Stores.Mongo;

/// <summary>An indexed field is stored with the value that it is indexed by, whatever the body holds there.</summary>
[TestFixture]
internal sealed class BodyFieldsTests
{
    private static readonly CollectionDefinition Sessions = new("sessions", [new("userId", IsInteger: false), new("startMs", IsInteger: true)], [["userId", "startMs"]]);

    [TestCase("""{"userId":"u1","startMs":5}""", "u1", 5L, """{_id: "a", userId: "u1", startMs: 5}""")]
    [TestCase("""{"startMs":5,"x":0,"userId":"\u0075\u0031"}""", "u1", 5L, """{_id: "a", startMs: 5, x: 0, userId: "u1"}""")]
    [TestCase("""{"userId":17,"x":0,"startMs":5}""", "17", 5L, """{_id: "a", userId: "17", x: 0, startMs: 5, _original: {userId: 17}}""")]
    [TestCase("""{"userId":{"deep":[1,{"userId":2}]},"startMs":"5"}""", "u", 5L, """{_id: "a", userId: "u", startMs: 5, _original: {userId: {deep: [1, {userId: 2}]}, startMs: "5"}}""")]
    [TestCase("""{"startMs":5.0}""", null, 5L, """{_id: "a", startMs: 5, _original: {startMs: 5}}""")]
    [TestCase("""{"x":1}""", "u", 5L, null)]
    [TestCase("""{"x":1}""", null, null, """{_id: "a", x: 1}""")]
    [TestCase("""{"userId":null,"x":1}""", null, null, """{_id: "a", userId: null, x: 1}""")]
    [TestCase("""{"userId":"u","startMs":7}""", null, null, """{_id: "a", userId: null, startMs: null, _original: {userId: "u", startMs: 7}}""")]
    [TestCase("""{"userId":1,"userId":"u1","startMs":9,"startMs":5}""", "u1", 5L, """{_id: "a", userId: "u1", startMs: 5}""")]
    [TestCase("""{"userId":"u1","x":1,"userId":2}""", "u1", null, """{_id: "a", x: 1, userId: "u1", _original: {userId: 2}}""")]
    [TestCase("""{"userId":"\ud800","startMs":5}""", "u1", 5L, null)]
    public void Body_WithFieldValues_IsFoundByThemAndComesBackAsItWas(string body, string? userId, long? startMs, string? stored)
    {
        var bson = StoredForm.Encode(new Document("a", Encoding.UTF8.GetBytes(body), [userId, startMs]), Sessions);
        var found = BsonCodec.Decode(bson);

        found["userId"].ShouldBe(userId);
        if (startMs is null) found["startMs"].ShouldBeNull();
        else found.Long("startMs").ShouldBe(startMs.Value);
        if (stored is not null) found.ToString().ShouldBe(stored);
        var back = Encoding.UTF8.GetString(StoredForm.Decode(bson).Body.Span);
        if (body.Contains("\\ud800", StringComparison.Ordinal)) back.ShouldBe(body);
        else StoredForm.AreSame(back, body).ShouldBeTrue(back);
    }

    [Test]
    public void Body_OriginalThatBsonCannotHold_IsKeptByteForByte()
    {
        var body = """{"userId":1e99999,"x":1}""";
        var bson = StoredForm.Encode(new Document("a", Encoding.UTF8.GetBytes(body), ["u", null]), Sessions);
        BsonCodec.Decode(bson).Keys.ShouldBe(["_id", "userId", "_json"]);
        Encoding.UTF8.GetString(StoredForm.Decode(bson).Body.Span).ShouldBe(body);
    }

    [Test]
    public void Values_ThatDoNotFit_AreRefusedByIdAndField()
    {
        var error = Should.Throw<ArgumentException>(() => StoredForm.Encode(new Document("doc-7", "{}"u8.ToArray(), [5L, null]), Sessions));
        error.Message.ShouldContain("doc-7");
        error.Message.ShouldContain("userId");
        Should.Throw<ArgumentException>(() => StoredForm.Encode(new Document("doc-7", "{}"u8.ToArray(), ["u"]), Sessions)).Message.ShouldContain("1 field values, expected 2");
    }

    [Test]
    public void OwnFields_BesideTheBody_DoNotComeBack()
    {
        using var to = new BsonWriter();
        var revision = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");
        new BodyEncoder(to, StoredForm.Plain) { ExpiresAtMs = 12, Revision = revision }.Write(new Document("a", """{"_expiresAt":1,"_revision":2}"""u8.ToArray(), []));

        var stored = BsonCodec.Decode(to.All);
        stored["_expiresAt"].ShouldBe(new BsonDate(12));
        ((BsonBin)stored["_revision"]!).Bytes.ShouldBe(Convert.FromHexString("00112233445566778899aabbccddeeff"));
        ((BsonBin)stored["_revision"]!).Subtype.ShouldBe((byte)4);
        Encoding.UTF8.GetString(StoredForm.Decode(to.All.ToArray()).Body.Span).ShouldBe("""{"_expiresAt":1,"_revision":2}""");
    }
}
