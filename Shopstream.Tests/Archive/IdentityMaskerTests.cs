using System.Buffers;
using System.Text;
using System.Text.Json;
using Shopstream.Modules.Archive;

namespace Shopstream.Tests.Archive;

[TestFixture]
internal sealed class IdentityMaskerTests
{
    private static readonly byte[] Key = Encoding.UTF8.GetBytes("a key for this test only");

    [TestCase("""{"name":"Ada","userId":"u1"}""", """{"name":"<Ada>","userId":"u1"}""")]
    [TestCase("""{ "email" :  "a@b.c" , "x":1.50e2}""", """{ "email" :  "<a@b.c>" , "x":1.50e2}""")]
    [TestCase("""{"a":{"b":[{"ipAddress":"192.0.2.1"}]},"name":null}""", """{"a":{"b":[{"ipAddress":"<192.0.2.1>"}]},"name":null}""")]
    [TestCase("""{"\u0065mail":"x","nam\u0065":"y"}""", """{"\u0065mail":"<x>","nam\u0065":"<y>"}""")]
    [TestCase("""{"name":12345,"email":-1.5e3}""", """{"name":"<12345>","email":"<-1.5e3>"}""")]
    [TestCase("""{"name":true,"email":false}""", """{"name":true,"email":false}""")]
    [TestCase("""{"name":"A\u0064a \"L\""}""", """{"name":"<Ada "L">"}""")]
    [TestCase("""{"name":{"name":"Ada","first":"x"},"email":["a@b.c"]}""", """{"name":{"name":"<Ada>","first":"x"},"email":["a@b.c"]}""")]
    [TestCase("""{"Name":"Ada","names":"Ada","emai":"x","ipaddress":"y","productNames":["name"]}""", """{"Name":"Ada","names":"Ada","emai":"x","ipaddress":"y","productNames":["name"]}""")]
    [TestCase("""{"a":"name","b":"email","name":""}""", """{"a":"name","b":"email","name":"<>"}""")]
    [TestCase("{}", "{}")]
    public void Copy_Object_ReplacesPersonalTextsAndNothingElse(string json, string expected)
    {
        // What stands between <> is to be replaced by its pseudonym.
        while (expected.IndexOf('<', StringComparison.Ordinal) is >= 0 and var open)
        {
            var close = expected.IndexOf('>', open);
            expected = string.Concat(expected.AsSpan(0, open), Hash(expected[(open + 1)..close]), expected.AsSpan(close + 1));
        }

        Mask(json).ShouldBe(expected);
    }

    [Test]
    public void Copy_EscapedAndPlainValue_GiveTheSamePseudonym() => Mask("""{"name":"\u0041da"}""").ShouldBe(Mask("""{"name":"Ada"}"""));

    [Test]
    public void Copy_ShorterThanTheObject_StopsThere()
    {
        var json = Encoding.UTF8.GetBytes("""{"name":"Ada","x":1}""");
        var output = new ArrayBufferWriter<byte>();
        new IdentityMasker(new IdentityHasher(Key)).Copy(json, json.Length - 1, output);
        Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe($$"""{"name":"{{Hash("Ada")}}","x":1""");
    }

    [Test]
    public void Copy_ManyDocuments_LeaveNoPersonalTextBehind()
    {
        var masker = new IdentityMasker(new IdentityHasher(Key));
        for (var i = 0; i < 500; i++)
        {
            var json = $$"""{"n":{{i}},"name":"person{{i}}","deep":{"email":"p{{i}}@example.org","other":"kept{{i}}"},"ipAddress":"10.0.0.{{i}}"}""";
            var output = new ArrayBufferWriter<byte>();
            masker.Copy(Encoding.UTF8.GetBytes(json), Encoding.UTF8.GetByteCount(json), output);
            var masked = JsonDocument.Parse(output.WrittenMemory).RootElement;
            masked.GetProperty("name").GetString().ShouldBe(Hash($"person{i}"));
            masked.GetProperty("deep").GetProperty("email").GetString().ShouldBe(Hash($"p{i}@example.org"));
            masked.GetProperty("deep").GetProperty("other").GetString().ShouldBe($"kept{i}");
            masked.GetProperty("ipAddress").GetString().ShouldBe(Hash($"10.0.0.{i}"));
        }
    }

    [Test]
    public void Hash_EqualAndDifferentValuesAndKeys_BehavesAsAPseudonym()
    {
        var other = new IdentityHasher(Encoding.UTF8.GetBytes("another key, as good as this"));
        Hash("Ada").ShouldMatch("^[0-9a-f]{32}$");
        Hash("Ada").ShouldBe(Hash("Ada"));
        Hash("Ada").ShouldNotBe(Hash("ada"));
        Encoding.ASCII.GetString(other.Hash("Ada"u8)).ShouldNotBe(Hash("Ada"));
    }

    [Test]
    public void Hash_MoreValuesThanTheCacheHolds_StaysTheSame()
    {
        var hasher = new IdentityHasher(Key);
        var first = Enumerable.Range(0, 30_000).Select(i => Encoding.ASCII.GetString(hasher.Hash(Encoding.UTF8.GetBytes($"v{i}")))).ToList();
        first.Distinct().Count().ShouldBe(30_000);
        for (var i = 0; i < first.Count; i += 7) Encoding.ASCII.GetString(hasher.Hash(Encoding.UTF8.GetBytes($"v{i}"))).ShouldBe(first[i]);
    }

    private static string Hash(string value) => Encoding.ASCII.GetString(new IdentityHasher(Key).Hash(Encoding.UTF8.GetBytes(value)));

    private static string Mask(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var output = new ArrayBufferWriter<byte>();
        new IdentityMasker(new IdentityHasher(Key)).Copy(bytes, bytes.Length, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
