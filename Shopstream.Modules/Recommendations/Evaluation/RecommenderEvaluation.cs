using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Modules.Ml.Trees;
using Shopstream.Modules.Recommendations.Algorithms;
using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Modules.Recommendations.Evaluation;

/// <summary>
/// Measures recommenders on one division of the data. A user counts when the test has an item that they do not have in training;
/// items of their training are never recommended. What no model can know, such as items that appear in the test alone, counts as
/// missed. Intervals are percentiles of a bootstrap over users (Efron 1979). Safe to use from any thread.
/// </summary>
public sealed class RecommenderEvaluation
{
    private const int Batch = 16;
    private readonly EvaluationOptions _options;
    private readonly InteractionMatrix _train;
    private readonly InteractionMatrix _test;
    private readonly TrainedCatalogue _catalogue;
    private readonly int[] _users;

    /// <summary>Prepares the users of a test.</summary>
    /// <param name="train">Users × items.</param>
    /// <param name="test">Users × items of the same numbers.</param>
    /// <param name="options">Settings.</param>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">A setting is out of its range.</exception>
    public RecommenderEvaluation(InteractionMatrix train, InteractionMatrix test, EvaluationOptions options)
    {
        options.Validate();
        if (train.Users != test.Users || train.Items != test.Items)
            throw new ArgumentException($"found {test.Users} × {test.Items}, expected {train.Users} × {train.Items} as in training", nameof(test));
        (_train, _test, _options, _catalogue) = (train, test, options, new(train));
        _users = [.. Enumerable.Range(0, train.Users).Where(user => Relevant(user).Length > 0)];
    }

    /// <summary>Users measured.</summary>
    public int Users => _users.Length;

    /// <summary>Measures one recommender.</summary>
    /// <param name="recommender">The recommender.</param>
    /// <param name="cancellationToken">Asks to stop.</param>
    /// <param name="fallback">Answers the users of whom the recommender knows nothing; null leaves their lists empty.</param>
    public IReadOnlyList<MeasuredMetric> Measure(IRecommender recommender, CancellationToken cancellationToken, IRecommender? fallback = null)
    {
        var (lengths, width) = (_options.At, _options.At.Count * RankingMeasures.PerUser);
        var most = lengths.Max();
        var figures = new double[_users.Length * width];
        var lists = new int[_users.Length][];
        ParallelWork.Ranges(ParallelWork.Threads(_options.Threads), _users.Length, Batch, (from, to) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            var top = new ScoredItem[most];
            for (var u = from; u < to; u++)
            {
                var user = _users[u];
                var count = recommender.Recommend(UserRow.Of(_train, user), _train.ItemsOf(user), top);
                var answered = count > 0;
                if (!answered && fallback is not null) count = fallback.Recommend(UserRow.Of(_train, user), _train.ItemsOf(user), top);
                var relevant = Relevant(user);
                for (var a = 0; a < lengths.Count; a++)
                    RankingMeasures.Of(top.AsSpan(0, count), relevant, lengths[a], _catalogue, answered, figures.AsSpan((u * width) + (a * RankingMeasures.PerUser), RankingMeasures.PerUser));
                lists[u] = [.. top.Take(count).Select(t => t.Item)];
            }
        });
        var intervals = Bootstrap(figures, width, cancellationToken);
        var results = new List<MeasuredMetric>();
        for (var a = 0; a < lengths.Count; a++)
        {
            for (var m = 0; m < RankingMeasures.PerUser; m++)
            {
                var (value, low, high) = intervals[(a * RankingMeasures.PerUser) + m];
                results.Add(new((RankingMetric)m, lengths[a], value, low, high));
            }

            var covered = lists.SelectMany(list => list.Take(lengths[a])).Distinct().Count();
            results.Add(new(RankingMetric.Coverage, lengths[a], _catalogue.Items == 0 ? 0 : (double)covered / _catalogue.Items, null, null));
        }

        return results;
    }

    /// <summary>How much better one recommender is than another for the same users: the mean difference and its interval.</summary>
    /// <param name="one">Minuend.</param>
    /// <param name="other">Subtrahend.</param>
    /// <param name="at">Length of the lists.</param>
    /// <param name="cancellationToken">Asks to stop.</param>
    /// <param name="fallback">As in <see cref="Measure"/>.</param>
    public MeasuredMetric NdcgDifference(IRecommender one, IRecommender other, int at, CancellationToken cancellationToken, IRecommender? fallback = null)
    {
        var figures = new double[_users.Length];
        ParallelWork.Ranges(ParallelWork.Threads(_options.Threads), _users.Length, Batch, (from, to) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var u = from; u < to; u++) figures[u] = Ndcg(one, _users[u], at, fallback) - Ndcg(other, _users[u], at, fallback);
        });
        var (value, low, high) = Bootstrap(figures, 1, cancellationToken)[0];
        return new(RankingMetric.Ndcg, at, value, low, high);
    }

    private double Ndcg(IRecommender recommender, int user, int at, IRecommender? fallback)
    {
        var top = new ScoredItem[at];
        var count = recommender.Recommend(UserRow.Of(_train, user), _train.ItemsOf(user), top);
        if (count == 0 && fallback is not null) count = fallback.Recommend(UserRow.Of(_train, user), _train.ItemsOf(user), top);
        Span<double> measures = stackalloc double[RankingMeasures.PerUser];
        RankingMeasures.Of(top.AsSpan(0, count), Relevant(user), at, _catalogue, true, measures);
        return measures[(int)RankingMetric.Ndcg];
    }

    private int[] Relevant(int user)
    {
        var known = _train.ItemsOf(user);
        var relevant = new List<int>();
        foreach (var item in _test.ItemsOf(user))
            if (known.BinarySearch(item) < 0) relevant.Add(item);
        return [.. relevant];
    }

    private (double Value, double Low, double High)[] Bootstrap(double[] figures, int width, CancellationToken cancellationToken)
    {
        var results = new (double Value, double Low, double High)[width];
        if (_users.Length == 0) return results;
        var samples = new double[_options.Samples][];
        ParallelWork.Run(ParallelWork.Threads(_options.Threads), samples.Length, s =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            var random = new SeededRandom(_options.Seed, s);
            var (sums, counts) = (samples[s] = new double[width], new int[width]);
            for (var n = 0; n < _users.Length; n++) Add(figures.AsSpan(random.Below(_users.Length) * width, width), sums, counts);
            for (var m = 0; m < width; m++) sums[m] /= Math.Max(1, counts[m]);
        });
        var tail = (1 - _options.Confidence) / 2;
        var column = new double[samples.Length];
        var (totals, totalCounts) = (new double[width], new int[width]);
        for (var u = 0; u < _users.Length; u++) Add(figures.AsSpan(u * width, width), totals, totalCounts);
        for (var m = 0; m < width; m++)
        {
            for (var s = 0; s < samples.Length; s++) column[s] = samples[s][m];
            Array.Sort(column);
            results[m] = (totals[m] / Math.Max(1, totalCounts[m]), column[(int)(tail * (samples.Length - 1))], column[(int)Math.Ceiling((1 - tail) * (samples.Length - 1))]);
        }

        return results;
    }

    /// <summary>Adds the figures that a user has.</summary>
    private static void Add(ReadOnlySpan<double> row, double[] sums, int[] counts)
    {
        for (var m = 0; m < row.Length; m++)
        {
            if (double.IsNaN(row[m])) continue;
            sums[m] += row[m];
            counts[m]++;
        }
    }
}
