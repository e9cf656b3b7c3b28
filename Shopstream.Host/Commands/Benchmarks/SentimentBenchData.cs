using Shopstream.Modules.Ingest.Simulation;
using Shopstream.Modules.Ml.Sentiment;
using Shopstream.Modules.Ml.Sentiment.Lexical;

namespace Shopstream.Host.Commands.Benchmarks;

/// <summary>What <c>bench sentiment</c> reads and writes.</summary>
internal static class SentimentBenchData
{
    /// <summary>Length of a text.</summary>
    public const int Words = 20;

    private const int TextCount = 100_000;
    private const int PeerTexts = 20_000;
    private const int Seed = 20_260;

    /// <summary>The sets by name, with the accuracy of the VADER lexicon on all their lines (Hutto and Gilbert 2014; measured on these files).</summary>
    public static readonly IReadOnlyList<(string Name, double Vader)> Names = [("amazon", 0.845), ("imdb", 0.796), ("yelp", 0.817)];

    /// <summary>The lexicon for splitting texts.</summary>
    public static Lexicon Lexicon { get; } = Lexicon.Build();

    /// <summary>The public sentences, in the order of <see cref="Names"/>; null where they are absent.</summary>
    public static IReadOnlyList<IReadOnlyList<LabelledText>>? Sets() =>
        Folder() is { } folder ? [.. BuiltInTraining.Files.Select(file => LabelledTextReader.Read(Path.Combine(folder, file)))] : null;

    /// <summary>Texts of <see cref="Words"/> neighbouring words.</summary>
    /// <param name="sets">Where the words come from; simulated reviews when null.</param>
    public static string[] Texts(IReadOnlyList<IReadOnlyList<LabelledText>>? sets)
    {
        var words = (sets is null ? Simulated() : sets.SelectMany(set => set).Select(text => text.Text))
            .SelectMany(text => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToArray();
        var random = new Random(Seed);
        return [.. Enumerable.Range(0, TextCount).Select(_ => string.Join(' ', words, random.Next(words.Length - Words), Words))];
    }

    /// <summary>Lets scikit-learn do the same.</summary>
    public static async Task<IReadOnlyDictionary<string, double>> RunPeerAsync(string[] texts, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("shopstream-sentiment-");
        try
        {
            var file = Path.Combine(folder.FullName, "texts.txt");
            await File.WriteAllLinesAsync(file, texts.Take(PeerTexts), cancellationToken);
            return await PeerScript.RunAsync("sentiment.py", [Folder()!, file, $"{Environment.ProcessorCount}"], cancellationToken);
        }
        finally
        {
            folder.Delete(true);
        }
    }

    private static IEnumerable<string> Simulated()
    {
        var random = new Xoshiro256(Seed, 0);
        for (var i = 0; i < 3_000; i++) yield return ReviewGrammar.Write(i % FurnitureCatalog.Count, (ReviewSentiment)(i % 3), random);
    }

    private static string? Folder()
    {
        if (Environment.GetEnvironmentVariable("SHOPSTREAM_DATA") is { } data) return Existing(Path.Combine(data, "sentiment"));
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            if (Existing(Path.Combine(directory.FullName, "shared", "data", "sentiment")) is { } found) return found;
        return null;
    }

    private static string? Existing(string folder) => BuiltInTraining.Files.All(file => File.Exists(Path.Combine(folder, file))) ? folder : null;
}
