namespace Shopstream.Modules.Ml.Networks;

/// <summary>
/// Explains a network by expected gradients (Erion et al., "Improving performance of deep learning models with axiomatic
/// attribution priors and expected gradients", Nature Machine Intelligence 3, 2021, eq. 2): integrated gradients (Sundararajan,
/// Taly and Yan, ICML 2017) from each background row to the explained row, averaged over the background. The path is cut into
/// equal steps with the gradient in the middle of each, and what the sum misses of the output is spread over the features in
/// proportion to their absolute values. Deterministic; thread-safe.
/// </summary>
public sealed class NetworkExplainer
{
    private const int Block = 128;

    private readonly NeuralNetwork _network;
    private readonly NetworkRows _background;
    private readonly int _steps;
    private readonly int _threads;

    /// <summary>Prepares explanations against typical rows.</summary>
    /// <param name="network">What is explained.</param>
    /// <param name="background">Rows that stand for "nothing known", usually 50 to 200 random training rows; at least one.</param>
    /// <param name="steps">Steps of each path; 1 to 1,000, default 16.</param>
    /// <param name="threads">Threads at work; 1 or more, default 2. The result does not depend on it.</param>
    /// <exception cref="ArgumentException">The columns are not the network's, or there are no rows.</exception>
    public NetworkExplainer(NeuralNetwork network, FeatureMatrix background, int steps = 16, int threads = 2)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        if (steps is < 1 or > 1000) throw new ArgumentOutOfRangeException(nameof(steps), steps, "expected 1 to 1,000");
        if (background.Rows == 0) throw new ArgumentException("there are no background rows", nameof(background));
        network.CheckColumns(background);
        (_network, _steps, _threads) = (network, steps, threads);
        _background = new NetworkRows(background);
        Base = network.LogOdds(background).Average(x => (double)x);
    }

    /// <summary>Mean log-odds over the background rows.</summary>
    public double Base { get; }

    /// <summary>Explains each of the rows.</summary>
    /// <exception cref="ArgumentException">The columns are not the network's.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> asked for it.</exception>
    public NetworkExplanation Explain(FeatureMatrix rows, CancellationToken cancellation = default)
    {
        var outputs = _network.LogOdds(rows);
        var inputs = new NetworkRows(rows);
        var columns = new float[rows.Columns][];
        for (var c = 0; c < columns.Length; c++) columns[c] = new float[rows.Rows];
        var residuals = new double[rows.Rows];
        Parallel.For(
            0,
            rows.Rows,
            new ParallelOptions { MaxDegreeOfParallelism = _threads, CancellationToken = cancellation },
            () => new NetworkPass(_network.Shape, Block),
            (row, _, pass) =>
            {
                var values = Integrate(pass, inputs[row]);
                residuals[row] = Spread(values, outputs[row] - Base);
                for (var c = 0; c < values.Length; c++) columns[c][row] = (float)values[c];
                return pass;
            },
            _ => { });
        return new NetworkExplanation(Base, new FeatureMatrix(rows.Names, columns), outputs, residuals.Length == 0 ? 0 : residuals.Max(Math.Abs));
    }

    private double[] Integrate(NetworkPass pass, ReadOnlySpan<float> row)
    {
        var sums = new double[row.Length];
        var points = _background.Rows * _steps;
        for (var from = 0; from < points; from += pass.Capacity)
        {
            var count = Math.Min(pass.Capacity, points - from);
            for (var i = 0; i < count; i++)
            {
                var share = (((from + i) % _steps) + 0.5f) / _steps;
                var begin = _background[(from + i) / _steps];
                var point = pass.Input.Slice(i * row.Length, row.Length);
                for (var c = 0; c < row.Length; c++) point[c] = begin[c] + (share * (row[c] - begin[c]));
            }

            pass.Forward(_network.Parameters, count);
            pass.OutputDelta[..count].Fill(1);
            pass.Backward(_network.Parameters, count, toInputs: true);
            for (var i = 0; i < count; i++)
            {
                var begin = _background[(from + i) / _steps];
                var gradient = pass.InputDelta.Slice(i * row.Length, row.Length);
                for (var c = 0; c < row.Length; c++) sums[c] += (double)gradient[c] * (row[c] - begin[c]);
            }
        }

        for (var c = 0; c < sums.Length; c++) sums[c] /= points;
        return sums;
    }

    /// <summary>Makes the values add up to <paramref name="total"/>; returns what was missing.</summary>
    private static double Spread(double[] values, double total)
    {
        var residual = total - values.Sum();
        var size = values.Sum(Math.Abs);
        for (var c = 0; c < values.Length; c++) values[c] += residual * (size > 0 ? Math.Abs(values[c]) / size : 1.0 / values.Length);
        return residual;
    }
}
