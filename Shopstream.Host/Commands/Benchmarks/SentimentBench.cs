using System.Diagnostics;
using Shopstream.Modules.Ml.Sentiment;
using Shopstream.Modules.Ml.Sentiment.Lexical;

namespace Shopstream.Host.Commands.Benchmarks;

/// <summary>
/// Scores texts of twenty words by the built-in model on all cores, beside splitting them into words only. Where the public sentences are at
/// hand, also tests models on the set that had no part in them (<see cref="LeaveOneSetOut"/>); with peers, scikit-learn learns and is tested
/// on the same sets and scores the same texts.
/// </summary>
internal static class SentimentBench
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>Measures, after one round that is not counted.</summary>
    public static async Task<BenchReport> RunAsync(int runs, bool peers, Action<string> progress, CancellationToken cancellationToken)
    {
        var sets = SentimentBenchData.Sets();
        if (peers && sets is null) throw new ConfigurationException("--peers: found no public sentences, expected them in the folder sentiment of SHOPSTREAM_DATA.");
        var texts = SentimentBenchData.Texts(sets);
        var model = SentimentModel.Default;
        List<double> rates = [], tokenised = [], allocated = [], peerRates = [];
        IReadOnlyDictionary<string, double>? peer = null;
        for (var run = -1; run < runs; run++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress(run < 0 ? "warming up" : $"run {run + 1} of {runs}");
            var split = Rate(texts, _ => new TokeniseOnly());
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var scored = Rate(texts, _ => new Scoring(model));
            var bytes = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)scored.Texts;
            if (run < 0) continue;
            rates.Add(scored.PerSecond);
            tokenised.Add(split.PerSecond);
            allocated.Add(bytes);
            if (!peers) continue;
            peer = await SentimentBenchData.RunPeerAsync(texts, cancellationToken);
            peerRates.Add(peer["texts_per_second"]);
        }

        List<BenchResult> results = [BenchResult.Of("texts_per_second", "texts/s", rates, "tokenise_only", tokenised)];
        if (peers) results.Add(BenchResult.Of("texts_per_second", "texts/s", rates, "scikit_learn", peerRates));
        results.Add(BenchResult.Of("allocated_bytes_per_text", "By", allocated));
        if (sets is not null) results.AddRange(Accuracies(sets, peer, progress, cancellationToken));
        return new("sentiment", BenchReport.DescribeMachine(), Configuration(texts, sets is not null), results);
    }

    private static string Configuration(string[] texts, bool isReal) =>
        $"{texts.Length:N0} texts of {SentimentBenchData.Words} words ({texts.Average(text => text.Length):0} characters) cut from "
        + (isReal ? "the public sentences" : "simulated reviews") + $", built-in model, {Environment.ProcessorCount} threads"
        + (isReal
            ? "; accuracy_SET: trained on the other two sets, the lexicon without entries that only this set could have suggested, all lines; "
                + "held_out_SET: trained on the other two sets, the lexicon as it is, the lines that it was not improved on; a score above 0 is praise"
            : "; no accuracies, as the public sentences are absent");

    private static IEnumerable<BenchResult> Accuracies(
        IReadOnlyList<IReadOnlyList<LabelledText>> sets, IReadOnlyDictionary<string, double>? peer, Action<string> progress, CancellationToken cancellationToken)
    {
        var options = new SentimentTrainingOptions();
        for (var set = 0; set < sets.Count; set++)
        {
            var (name, vader) = SentimentBenchData.Names[set];
            progress($"training without {name}");
            var strict = SentimentEvaluation.Of(LeaveOneSetOut.Strict(sets, set, options, cancellationToken), sets[set]);
            var model = LeaveOneSetOut.HeldOut(sets, set, options, cancellationToken);
            var heldOut = BuiltInTraining.HeldOut(sets[set]);
            var lexicon = SentimentEvaluation.Of(SentimentModel.Lexical, heldOut);
            yield return BenchResult.Of($"accuracy_{name}", "share", [strict.Accuracy], "vader", [vader]);
            if (peer is not null) yield return BenchResult.Of($"accuracy_{name}", "share", [strict.Accuracy], "scikit_learn", [peer[$"accuracy_{name}"]]);
            yield return BenchResult.Of($"held_out_{name}", "share", [SentimentEvaluation.Of(model, heldOut).Accuracy], "lexicon_alone", [lexicon.Accuracy]);
        }
    }

    /// <summary>What is done to each text.</summary>
    private interface IWork
    {
        double Do(string text);
    }

    private readonly struct Scoring(SentimentModel model) : IWork
    {
        public double Do(string text) => model.Score(text.AsSpan()).Score;
    }

    private readonly struct TokeniseOnly() : IWork
    {
        private readonly Token[] _tokens = new Token[1_024];
        private readonly Lexicon _lexicon = SentimentBenchData.Lexicon;

        public double Do(string text) => ReviewTokenizer.Split(text, _lexicon, _tokens, out _);
    }

    /// <summary>Goes over the texts again and again, every core over a part of its own.</summary>
    private static (double PerSecond, long Texts) Rate<T>(string[] texts, Func<int, T> work)
        where T : IWork
    {
        var cores = Environment.ProcessorCount;
        long done = 0;
        var start = Stopwatch.GetTimestamp();
        Parallel.For(0, cores, new ParallelOptions { MaxDegreeOfParallelism = cores }, core =>
        {
            var own = work(core);
            var part = texts.AsSpan(texts.Length * core / cores, texts.Length / cores);
            var (sum, count) = (0.0, 0L);
            do
            {
                foreach (var text in part) sum += own.Do(text);
                count += part.Length;
            }
            while (Stopwatch.GetElapsedTime(start) < Shortest);
            if (double.IsNaN(sum)) throw new InvalidOperationException("Expected numbers, found none.");
            Interlocked.Add(ref done, count);
        });
        return (done / Stopwatch.GetElapsedTime(start).TotalSeconds, done);
    }
}
