using Shopstream.Modules.Ml.Sentiment.Lexical;

namespace Shopstream.Tests.Ml.Sentiment.Lexical;

/// <summary>
/// Accuracy on labelled review sentences (Kotzias et al., "From group to individual labels using deep features", 2015). The lexicon was
/// improved on the even lines; the odd lines are held out. A text counts as positive where its score is above 0, so that a tie at 0 counts
/// as negative: one who has no praise to say complains more often than not.
/// </summary>
public sealed class LexiconSentimentAccuracyTests
{
    [TestCase("amazon_cells_labelled.txt", 0.908)]
    [TestCase("imdb_labelled.txt", 0.848)]
    [TestCase("yelp_labelled.txt", 0.892)]
    public void Score_HeldOutSentences_ReachesTheAccuracy(string file, double least)
    {
        // Split at line feeds only: one file holds other line separators inside its sentences.
        var lines = File.ReadAllText(PathOf(file)).Split('\n');
        var correct = new int[2];
        var total = new int[2];
        for (var index = 0; index < lines.Length; index++)
        {
            var tab = lines[index].LastIndexOf('\t');
            if (tab < 0)
                continue;
            var positive = lines[index].AsSpan(tab + 1).Trim() is "1";
            var half = index % 2;
            total[half]++;
            correct[half] += LexiconSentiment.Default.Score(lines[index].AsSpan(0, tab)).Score > 0 == positive ? 1 : 0;
        }

        total.ShouldBe([500, 500]);
        var heldOut = correct[0] / 500.0;
        TestContext.Out.WriteLine($"{file}: held out {heldOut:F3}, development {correct[1] / 500.0:F3}");
        heldOut.ShouldBeGreaterThanOrEqualTo(least);
    }

    private static string PathOf(string file)
    {
        var root = Environment.GetEnvironmentVariable("SHOPSTREAM_DATA");
        var start = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        for (var folder = start; root is null && folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "data");
            root = Directory.Exists(candidate) ? candidate : null;
        }

        var path = Path.Combine(root ?? "", "sentiment", file);
        if (root is null || !File.Exists(path))
            Assert.Ignore($"Skipped: the labelled sentences {file} are not on this machine (set SHOPSTREAM_DATA to the data folder).");
        return path;
    }
}
