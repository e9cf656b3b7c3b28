using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;
using Shopstream.Modules.Recommendations.Algorithms;
using Shopstream.Modules.Recommendations.Data;
using Shopstream.Modules.Recommendations.Factorization;

namespace Shopstream.Host.Commands.Evaluate;

/// <summary>What a rating is.</summary>
internal enum RatingKind
{
    /// <summary>The value in the file, the last one of a user and item.</summary>
    Value,

    /// <summary>The natural logarithm of 1 + the number of interactions of a user and item.</summary>
    LogCount,
}

/// <summary>What <c>evaluate ratings</c> found out.</summary>
internal sealed record RatingsReport(
    int Users, int Items, int Train, int Test, double Rmse, double TrainRmse, double RmseOfMean, double RmseOfItemMeans, double TrainSeconds, long Recommended, double RecommendSeconds);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(RatingsReport))]
internal sealed partial class RatingsJsonContext : JsonSerializerContext;

/// <summary>Trains on ratings, foretells others, and ranks items for every user.</summary>
internal static class RatingsRun
{
    /// <summary>Does it.</summary>
    public static RatingsReport Execute(
        InteractionLog train, InteractionLog test, ExplicitAlsOptions options, int top, string? output, CancellationToken cancellationToken)
    {
        var (learned, foretold) = (train.ToMatrix(RepeatedPairs.Last), test.ToMatrix(RepeatedPairs.Last));
        var clock = Stopwatch.StartNew();
        var model = ExplicitAls.Train(learned, options, cancellationToken: cancellationToken);
        var trained = clock.Elapsed.TotalSeconds;
        clock.Restart();
        using var lines = output is null ? null : new StreamWriter(output);
        var recommended = Recommend(model, learned, train, top, lines, options.ThreadCount, cancellationToken);
        var (ofMean, ofItems) = RmseOfMeans(learned, foretold);
        return new(
            learned.Users, learned.Items, learned.Count, foretold.Count, model.Rmse(foretold), model.Rmse(learned), ofMean, ofItems, trained, recommended, clock.Elapsed.TotalSeconds);
    }

    /// <summary>Prints it.</summary>
    public static void Print(RatingsReport report, ExplicitAlsOptions options, int top)
    {
        Console.WriteLine($"{report.Train:N0} ratings to learn, {report.Test:N0} to foretell; {report.Users:N0} users, {report.Items:N0} items; {options.Factors} factors, {options.Iterations} iterations, regularisation {Text(options.Regularization)}");
        Console.WriteLine($"RMSE {Text(report.Rmse)} (training part {Text(report.TrainRmse)}); of the mean {Text(report.RmseOfMean)}, of the items' means {Text(report.RmseOfItemMeans)}");
        Console.WriteLine($"Trained in {Text(report.TrainSeconds)} s; top {top} for every user in {Text(report.RecommendSeconds)} s, {report.Recommended:N0} in all");

        static string Text(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
    }

    /// <summary>The ratings of a log, one a user and item, at the place of the last interaction of the two.</summary>
    public static InteractionLog RatingsOf(InteractionLog log, RatingKind kind)
    {
        var ratings = new Dictionary<(int User, int Item), (Interaction Last, int Count)>();
        foreach (var i in log.Interactions) ratings[(i.User, i.Item)] = (i, ratings.GetValueOrDefault((i.User, i.Item)).Count + 1);
        var result = new InteractionLog(log.Users, log.Items);
        foreach (var (last, count) in ratings.Values) result.Add(kind == RatingKind.Value ? last : last with { Value = (float)Math.Log(1 + count) });
        return result;
    }

    private static long Recommend(ExplicitFactors model, InteractionMatrix learned, InteractionLog log, int top, StreamWriter? lines, int threads, CancellationToken cancellationToken)
    {
        const int Batch = 1_024;
        var total = 0L;
        var lists = new ScoredItem[Batch][];
        for (var first = 0; first < learned.Users; first += Batch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(Batch, learned.Users - first);
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, n =>
            {
                var user = first + n;
                if (learned.ItemsOf(user).IsEmpty)
                {
                    lists[n] = [];
                    return;
                }

                var list = new ScoredItem[top];
                lists[n] = list[..model.Recommend(user, learned.ItemsOf(user), list)];
            });
            for (var n = 0; n < count; n++)
            {
                total += lists[n].Length;
                foreach (var (item, score) in lists[n]) lines?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{log.Users[first + n]}\t{log.Items[item]}\t{score:0.####}"));
            }
        }

        return total;
    }

    private static (double OfMean, double OfItems) RmseOfMeans(InteractionMatrix learned, InteractionMatrix foretold)
    {
        var mean = learned.AllValues.ToArray().Average(v => (double)v);
        var byItem = learned.Transpose;
        var (ofMean, ofItems) = (0.0, 0.0);
        for (var user = 0; user < foretold.Users; user++)
        {
            var items = foretold.ItemsOf(user);
            var values = foretold.ValuesOf(user);
            for (var n = 0; n < items.Length; n++)
            {
                var known = byItem.ValuesOf(items[n]);
                var own = known.IsEmpty ? mean : System.Numerics.Tensors.TensorPrimitives.Sum(known) / known.Length;
                ofMean += Math.Pow(values[n] - mean, 2);
                ofItems += Math.Pow(values[n] - own, 2);
            }
        }

        return (Math.Sqrt(ofMean / foretold.Count), Math.Sqrt(ofItems / foretold.Count));
    }
}
