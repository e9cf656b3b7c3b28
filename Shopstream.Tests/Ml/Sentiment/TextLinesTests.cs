using System.Text;
using Shopstream.Modules.Ml.Sentiment;

namespace Shopstream.Tests.Ml.Sentiment;

[CancelAfter(60_000)]
public sealed class TextLinesTests
{
    [TestCase("I love it\nI hate it\nIt is a table\n", "positive negative neutral")]
    [TestCase("I love it\r\nI hate it\r\nIt is a table", "positive negative neutral")]
    [TestCase("\n\n", "neutral neutral")]
    [TestCase("", "")]
    [TestCase("\uFEFFI love it", "positive")]
    public async Task ScoreAsync_Lines_GetALineEach(string input, string expected)
    {
        var lines = (await ScoreAsync(Encoding.UTF8.GetBytes(input))).Lines;
        string.Join(' ', lines.Select(line => line.Split('\t')[0])).ShouldBe(expected);
    }

    [Test]
    public async Task ScoreAsync_ManyLinesOfAnyLength_ScoresEachAsAlone()
    {
        const int seed = 71;
        var random = new Random(seed);
        string[] words = ["good", "bad", "not", "table", "😍", "très", "!", "but", "x\u0085y", "\t"];
        var texts = Enumerable.Range(0, 30_000).Select(i => string.Join(' ', random.GetItems(words, i % 1_000 == 0 ? 2_000 : random.Next(20)))).ToArray();
        var (lines, counts) = await ScoreAsync(Encoding.UTF8.GetBytes(string.Join('\n', texts) + "\n"));
        lines.Length.ShouldBe(texts.Length);
        for (var i = 0; i < texts.Length; i++)
        {
            var score = SentimentModel.Default.Score(texts[i]);
            lines[i].ShouldBe($"{score.Label.ToString().ToLowerInvariant()}\t{score.Score:0.0000}", $"seed {seed}, line {i}");
        }

        counts.ShouldBe(Enumerable.Range(0, 3).Select(label => texts.LongCount(text => (int)SentimentModel.Default.Score(text).Label == label)));
    }

    [Test]
    public async Task ScoreAsync_LineLongerThanABlock_IsOneText()
    {
        var text = string.Concat(Enumerable.Repeat("the table ", 300_000)) + "is excellent";
        var (lines, _) = await ScoreAsync(Encoding.UTF8.GetBytes("bad\n" + text + "\nbad\n"));
        lines.Select(line => line.Split('\t')[0]).ShouldBe(["negative", SentimentModel.Default.Score(text).Label.ToString().ToLowerInvariant(), "negative"]);
    }

    [Test]
    public async Task ScoreAsync_BytesThatAreNoUtf8_AreScoredAllTheSame() =>
        (await ScoreAsync([0xFF, 0xC3, (byte)'\n', 0x80, (byte)' ', .. "good"u8, (byte)'\n'])).Lines.Length.ShouldBe(2);

    private static async Task<(string[] Lines, IReadOnlyList<long> Counts)> ScoreAsync(byte[] input)
    {
        var lines = new TextLines(SentimentModel.Default);
        using var output = new MemoryStream();
        await lines.ScoreAsync(new MemoryStream(input), output, CancellationToken.None);
        var text = Encoding.UTF8.GetString(output.ToArray());
        text.ShouldSatisfyAllConditions(t => (t.Length == 0 || t.EndsWith('\n')).ShouldBeTrue());
        return (text.Split('\n')[..^1], lines.Counts);
    }
}
