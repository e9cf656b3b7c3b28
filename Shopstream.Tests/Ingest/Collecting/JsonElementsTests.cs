using System.Text;
using System.Text.Json.Nodes;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest.Collecting;

namespace Shopstream.Tests.Ingest.Collecting;

[TestFixture]
internal sealed class JsonElementsTests
{
    private static readonly string[] Blanks = ["", " ", "\n", "\r\n", "\t ", "\n\n  "];

    [Test]
    public void Split_AnyValuesAsArray_ComeBack([Range(1, 60)] int seed)
    {
        var random = new Random(seed);
        var values = Values(random);
        var body = new StringBuilder($"{Blank(random)}[");
        for (var i = 0; i < values.Count; i++) body.Append(i > 0 ? "," : "").Append(Blank(random)).Append(values[i]).Append(Blank(random));
        Split($"{body}]{Blank(random)}").ShouldBe(values, $"seed {seed}");
    }

    [Test]
    public void Split_AnyValuesAsLines_ComeBack([Range(1, 60)] int seed)
    {
        var random = new Random(seed);
        var values = Values(random);

        // A body that begins with a bracket is an array.
        values.Insert(0, "{\"first\":true}");
        var body = new StringBuilder();
        foreach (var value in values) body.Append(Blank(random)).Append(value).Append(random.Next(2) == 0 ? "\n" : "\r\n").Append(Blank(random));
        Split(body.ToString()).ShouldBe(values, $"seed {seed}");
        Split(body.ToString().TrimEnd()).ShouldBe(values, $"seed {seed}, without a last line end");
        Split("\ufeff" + body).ShouldBe(values, $"seed {seed}, with a byte order mark");
    }

    [Test]
    public void Split_BrokenLinesAmongGoodOnes_ReportsEachAndGoesOn([Range(1, 30)] int seed)
    {
        var random = new Random(seed);
        string[] broken = ["{", "{\"a\":}", "nul", "{\"a\":\"b", "]", "}", "{'a':1}", "\u0001"];
        var lines = Enumerable.Range(0, 12).Select(i => random.Next(3) == 0 ? broken[random.Next(broken.Length)] : $"{{\"n\":{i}}}").Prepend("{}").ToList();
        var slices = JsonElements.Split(Encoding.UTF8.GetBytes(string.Join('\n', lines)));

        slices.Select(s => s.Index).ShouldBe(Enumerable.Range(0, slices.Count));
        slices.Where(s => s.Rejection is null).Select(s => Encoding.UTF8.GetString(s.Json.Span))
            .ShouldBe(lines.Where(l => l.StartsWith("{\"n", StringComparison.Ordinal) || l == "{}"), $"seed {seed}");
        slices.Count(s => s.Rejection is not null).ShouldBe(lines.Count(broken.Contains), $"seed {seed}");
        slices.Where(s => s.Rejection is not null).ShouldAllBe(s => s.Rejection!.Reason == RejectionReasons.MalformedJson);
    }

    [TestCase("[1,2", 2, "end of the body")]
    [TestCase("[1 2]", 1, "expected \",\" or \"]\"")]
    [TestCase("[1,]", 1, "]")]
    [TestCase("[1,{\"a\":]", 1, "byte 3")]
    [TestCase("[", 0, "end of the body")]
    public void Split_BrokenArray_ReportsTheRestAsOne(string body, int good, string detail)
    {
        var slices = JsonElements.Split(Encoding.UTF8.GetBytes(body));
        slices.Count.ShouldBe(good + 1);
        slices[..good].ShouldAllBe(s => s.Rejection == null);
        slices[good].Rejection!.Detail.ShouldContain(detail);
    }

    [Test]
    public void Split_RandomBytes_NeverThrowsAndEnds([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        const string alphabet = "[]{}\",:\\ \n01ntf\u00e4";
        for (var i = 0; i < 200; i++)
        {
            var body = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => alphabet[random.Next(alphabet.Length)])));
            var slices = JsonElements.Split(body);
            slices.Select(s => s.Index).ShouldBe(Enumerable.Range(0, slices.Count));
            slices.Sum(s => s.Json.Length).ShouldBeLessThanOrEqualTo(body.Length);
        }
    }

    private static IEnumerable<string> Split(string body) => JsonElements.Split(Encoding.UTF8.GetBytes(body)).Select(s =>
    {
        s.Rejection.ShouldBeNull();
        return Encoding.UTF8.GetString(s.Json.Span);
    });

    private static string Blank(Random random) => Blanks[random.Next(Blanks.Length)];

    private static List<string> Values(Random random) => [.. Enumerable.Range(0, random.Next(8)).Select(_ => Value(random, 0)?.ToJsonString() ?? "null")];

    private static JsonNode? Value(Random random, int depth)
    {
        switch (random.Next(depth > 3 ? 4 : 6))
        {
            case 0: return null;
            case 1: return JsonValue.Create(random.Next(2) == 0);
            case 2: return JsonValue.Create(Math.Round((random.NextDouble() - 0.5) * 1e6, random.Next(5)));
            case 3: return JsonValue.Create(string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => "a\"\\\n]}é,"[random.Next(8)])));
            case 4:
                var array = new JsonArray();
                for (var i = random.Next(4); i > 0; i--) array.Add(Value(random, depth + 1));
                return array;
            default:
                var json = new JsonObject();
                for (var i = random.Next(4); i > 0; i--) json[$"k{i}\""] = Value(random, depth + 1);
                return json;
        }
    }
}
