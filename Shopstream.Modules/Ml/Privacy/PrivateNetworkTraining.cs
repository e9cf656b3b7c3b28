using System.Numerics.Tensors;
using Shopstream.Modules.Ml.Networks;

namespace Shopstream.Modules.Ml.Privacy;

/// <summary>
/// DP-SGD (Abadi et al., "Deep Learning with Differential Privacy", CCS 2016, algorithm 1): each step draws every row with the
/// same chance, clips each row's gradient, adds Gaussian noise to the sum and divides by the expected batch; Adam then
/// works on the noisy gradient. The accountant is <see cref="RenyiAccountant"/>.
/// </summary>
/// <remarks>
/// Protected is one row: with several rows a user, a user's loss grows with their number, so keep one row each, or few.
/// The features must come from stated ranges and levels (see the feature options' <c>StatedOnly</c>): means or levels learnt
/// from the rows would not be protected. The number of rows is taken as public. There is no early stopping, which would look at rows.
/// </remarks>
public sealed class PrivateNetworkTraining
{
    private const int Slice = 64;

    private readonly PrivateTrainingOptions _options;
    private readonly NetworkRows _rows;
    private readonly float[] _labels;
    private readonly float[] _weights;
    private readonly NetworkShape _shape;
    private readonly float[] _parameters;
    private readonly NoiseSource _source;
    private readonly List<(NetworkPass Pass, float[] Gradient)> _slices = [];
    private long _drawn;
    private long _clipped;

    private PrivateNetworkTraining(FeatureMatrix features, float[] labels, PrivateTrainingOptions options, NoiseSource source)
    {
        (_options, _labels, _source) = (options, labels, source);
        _rows = new NetworkRows(features);
        _weights = Array.ConvertAll(labels, l => l > 0 ? (float)options.PositiveWeight : 1);
        _shape = new NetworkShape(features.Columns, options.Hidden);
        _parameters = NeuralNetwork.Initial(_shape, options.Seed);
    }

    /// <summary>Computes the noise for the wanted ε, enters the cost into the ledger, and trains.</summary>
    /// <param name="features">One row an example, without missing values, from stated ranges and levels.</param>
    /// <param name="labels">0 or 1, by row.</param>
    /// <param name="options">How.</param>
    /// <param name="ledger">What pays, before the first step.</param>
    /// <param name="purpose">What for; no personal data.</param>
    /// <param name="cancellation">Stops between steps; what was paid stays paid.</param>
    /// <exception cref="ArgumentException">An option is out of range, lengths differ, or a value is missing.</exception>
    /// <exception cref="PrivacyBudgetException">The budget does not suffice.</exception>
    public static PrivateNetwork Train(
        FeatureMatrix features, float[] labels, PrivateTrainingOptions options, PrivacyLedger ledger, string purpose, CancellationToken cancellation) =>
        Train(features, labels, options, ledger, purpose, NoiseSource.Cryptographic(), cancellation);

    internal static PrivateNetwork Train(
        FeatureMatrix features,
        float[] labels,
        PrivateTrainingOptions options,
        PrivacyLedger ledger,
        string purpose,
        NoiseSource source,
        CancellationToken cancellation)
    {
        NetworkRows.Check(features, labels, null);
        PrivateTrainingOptions.Check(options, labels.Length);
        var training = new PrivateNetworkTraining(features, labels, options, source);
        var rate = (double)options.BatchSize / labels.Length;
        var steps = (long)Math.Ceiling(options.Epochs / rate);
        var noise = RenyiAccountant.Noise(rate, steps, options.Epsilon, options.Delta);
        var epsilon = RenyiAccountant.Epsilon(rate, noise, steps, options.Delta);
        ledger.Spend(purpose, epsilon, options.Delta);
        training.Run(rate, steps, noise, cancellation);
        return new PrivateNetwork(
            new NeuralNetwork(features.Names, training._shape, training._parameters),
            epsilon,
            RenyiAccountant.Epsilon(rate, noise, steps, options.Delta, PrivacyConversion.Classic),
            options.Delta,
            noise,
            rate,
            steps,
            training._drawn == 0 ? 0 : (double)training._clipped / training._drawn);
    }

    private void Run(double rate, long steps, double noise, CancellationToken cancellation)
    {
        var adam = new AdamStep(_shape, _options.LearningRate, weightDecay: 0);
        var gradient = new float[_shape.Parameters];
        var normal = new double[_shape.Parameters];
        var batch = new int[_labels.Length];
        for (long step = 0; step < steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            var drawn = Draw(batch, rate);
            SumClipped(batch.AsMemory(0, drawn), gradient);
            _source.FillNormal(normal);
            for (var i = 0; i < gradient.Length; i++)
                gradient[i] = (float)((gradient[i] + (noise * _options.ClippingNorm * normal[i])) / _options.BatchSize);
            adam.Apply(_parameters, gradient);
        }
    }

    private int Draw(int[] batch, double rate)
    {
        var drawn = 0;
        for (var row = 0; row < _labels.Length; row++)
            if (_source.NextDouble() < rate) batch[drawn++] = row;
        _drawn += drawn;
        return drawn;
    }

    private void SumClipped(ReadOnlyMemory<int> batch, Span<float> gradient)
    {
        gradient.Clear();
        var slices = (batch.Length + Slice - 1) / Slice;
        while (_slices.Count < slices) _slices.Add((new NetworkPass(_shape, Slice), new float[_shape.Parameters]));
        Parallel.For(0, slices, new ParallelOptions { MaxDegreeOfParallelism = _options.Threads }, slice =>
        {
            var rows = batch.Span.Slice(slice * Slice, Math.Min(Slice, batch.Length - (slice * Slice)));
            var (pass, sum) = _slices[slice];
            _rows.Gather(rows, pass.Input);
            pass.Forward(_parameters, rows.Length);
            _ = LogisticLoss.Derive(pass.Output, rows, _labels, _weights, pass.OutputDelta);
            pass.Backward(_parameters, rows.Length);
            sum.AsSpan().Clear();
            Interlocked.Add(ref _clipped, ClippedGradients.Add(pass, _shape, rows.Length, _options.ClippingNorm, sum));
        });
        for (var slice = 0; slice < slices; slice++) TensorPrimitives.Add(gradient, _slices[slice].Gradient, gradient);
    }
}
