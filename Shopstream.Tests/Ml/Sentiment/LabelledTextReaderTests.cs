using System.IO.Compression;
using System.Text;
using Shopstream.Modules.Ml.Sentiment;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Ml.Sentiment;

internal sealed class LabelledTextReaderTests
{
    [TestCase("a\t0\nb\t1\n", 0, 1)]
    [TestCase("a\t1\nb\t1\n", 1, 1)]
    [TestCase("a\t1\nb\t4\n", 0, 0.75f)]
    [TestCase("a\t2.5\nb\t5\n", 0.375f, 1)]
    [TestCase("a\tnegative\nb\tNeutral\n", 0, 0.5f)]
    [TestCase("a\t0 \r\n\n\nb\tpositive", 0, 1)]
    public void Read_Labels_AreShares(string content, float first, float second) => Read(content).Select(text => text.Praise).ShouldBe([first, second]);

    [Test]
    public void Read_TabsAndSeparatorsInsideATextAndGzip_AreKept()
    {
        var texts = Read("one\ttwo\u0085three\u2028four\t1\n", packed: true);
        texts.ShouldHaveSingleItem().Text.ShouldBe("one\ttwo\u0085three\u2028four");
    }

    [TestCase("a\t0\nb\n", "line 2: found no tab")]
    [TestCase("a\t0\n\nb\t5\n", "line 3: found the label \"5\"")]
    [TestCase("a\t5\nb\t6\n", "line 2: found the label \"6\"")]
    [TestCase("a\tgood\n", "line 1: found the label \"good\"")]
    public void Read_LineWithoutUsableLabel_IsNamed(string content, string expected) =>
        Should.Throw<FormatException>(() => Read(content)).Message.ShouldContain(expected);

    [TestCase(0, SentimentLabel.Negative)]
    [TestCase(0.25f, SentimentLabel.Negative)]
    [TestCase(0.5f, SentimentLabel.Neutral)]
    [TestCase(0.75f, SentimentLabel.Positive)]
    [TestCase(1, SentimentLabel.Positive)]
    public void Label_OfAShare_IsItsThird(float praise, SentimentLabel expected) => new LabelledText("x", praise).Label.ShouldBe(expected);

    private static IReadOnlyList<LabelledText> Read(string content, bool packed = false)
    {
        using var directory = new TempDirectory();
        var path = directory.File(packed ? "texts.tsv.gz" : "texts.tsv");
        using (var file = File.Create(path))
        using (Stream stream = packed ? new GZipStream(file, CompressionLevel.Fastest) : file)
            stream.Write(Encoding.UTF8.GetBytes(content));
        return LabelledTextReader.Read(path);
    }
}
