using System.Numerics.Tensors;
using Shopstream.Modules.Ml.Evaluation;

namespace Shopstream.Modules.Ml.Networks;

/// <summary>
/// Trains a network by mini-batches. A batch is cut into slices of fixed size, each computed by one thread; their gradients
/// are added in a fixed order. So the same options and rows give the same network on any number of threads.
/// </summary>
public sealed class NetworkTraining
{
    private const int Slice = 32;

    private readonly NetworkOptions _options;
    private readonly NetworkRows _rows;
    private readonly float[] _labels;
    private readonly float[] _weights;
    private readonly NetworkShape _shape;
    private readonly float[] _parameters;
    private readonly NetworkPass[] _passes;
    private readonly float[][] _gradients;
    private readonly double[] _losses;

    private NetworkTraining(FeatureMatrix features, float[] labels, float[]? weights, NetworkOptions options)
    {
        _options = options;
        _rows = new NetworkRows(features);
        _labels = labels;
        _weights = new float[labels.Length];
        for (var i = 0; i < labels.Length; i++) _weights[i] = (weights?[i] ?? 1) * (labels[i] > 0 ? (float)options.PositiveWeight : 1);
        _shape = new NetworkShape(features.Columns, options.Hidden);
        _parameters = NeuralNetwork.Initial(_shape, options.Seed);
        var slices = (Math.Min(options.BatchSize, labels.Length) + Slice - 1) / Slice;
        _passes = [.. Enumerable.Range(0, slices).Select(_ => new NetworkPass(_shape, Slice))];
        _gradients = [.. Enumerable.Range(0, slices).Select(_ => new float[_shape.Parameters])];
        _losses = new double[slices];
    }

    /// <summary>Trains on <paramref name="features"/>, and stops early by <paramref name="validation"/> or by rows set aside.</summary>
    /// <param name="features">Rows without missing values.</param>
    /// <param name="labels">0 or 1, by row.</param>
    /// <param name="options">How.</param>
    /// <param name="weights">Weight of each row in the loss, 0 or more; all 1 by default.</param>
    /// <param name="validation">Rows that are only looked at to stop; by default a share of the training rows is set aside.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="ArgumentException">An option is out of range, lengths differ, or a value is missing.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> asked for it.</exception>
    public static TrainedNetwork Train(
        FeatureMatrix features,
        float[] labels,
        NetworkOptions options,
        float[]? weights = null,
        (FeatureMatrix Features, float[] Labels)? validation = null,
        CancellationToken cancellation = default)
    {
        NetworkOptions.Check(options);
        NetworkRows.Check(features, labels, weights);
        var training = new NetworkTraining(features, labels, weights, options);
        var rows = Enumerable.Range(0, labels.Length).ToArray();
        NetworkValidation? judge = null;
        if (validation is { } given)
        {
            NetworkRows.Check(given.Features, given.Labels, null);
            judge = new NetworkValidation(new NetworkRows(given.Features), given.Labels, options);
        }
        else if (options.ValidationShare > 0)
        {
            var aside = Splits.StratifiedHoldout(labels, options.ValidationShare, options.Seed);
            rows = aside.Train;
            judge = new NetworkValidation(
                new NetworkRows(features.Select(aside.Test)), Array.ConvertAll(aside.Test, r => labels[r]), options, weights is null ? null : Array.ConvertAll(aside.Test, r => weights[r]));
        }

        return training.Run(features.Names, rows, judge, cancellation);
    }

    private TrainedNetwork Run(IReadOnlyList<string> names, int[] rows, NetworkValidation? judge, CancellationToken cancellation)
    {
        var adam = new AdamStep(_shape, _options.LearningRate, _options.WeightDecay);
        var shuffling = new SeededRandom(_options.Seed, stream: 1000);
        var epochs = new List<NetworkEpoch>();
        var best = (Loss: double.PositiveInfinity, Epoch: 0, Parameters: _parameters.ToArray());
        for (var epoch = 0; epoch < _options.MaxEpochs && epoch - best.Epoch <= _options.Patience; epoch++)
        {
            shuffling.Shuffle<int>(rows);
            double loss = 0, weight = 0;
            for (var from = 0; from < rows.Length; from += _options.BatchSize)
            {
                cancellation.ThrowIfCancellationRequested();
                var batch = rows.AsMemory(from, Math.Min(_options.BatchSize, rows.Length - from));
                var (batchLoss, batchWeight) = Batch(batch, ((long)epoch << 32) + from);
                if (batchWeight == 0) continue;
                TensorPrimitives.Multiply(_gradients[0], (float)(1 / batchWeight), _gradients[0]);
                adam.Apply(_parameters, _gradients[0]);
                (loss, weight) = (loss + batchLoss, weight + batchWeight);
            }

            var judged = judge?.Loss(_shape, _parameters);
            epochs.Add(new NetworkEpoch(loss / weight, judged));
            if (judged is null) best = (loss / weight, epoch, best.Parameters);
            else if (judged < best.Loss) best = (judged.Value, epoch, _parameters.ToArray());
        }

        return new TrainedNetwork(new NeuralNetwork(names, _shape, judge is null ? _parameters : best.Parameters), epochs, best.Epoch);
    }

    /// <summary>Leaves the gradient, summed over the batch, in the first of <see cref="_gradients"/>.</summary>
    private (double Loss, double Weight) Batch(ReadOnlyMemory<int> batch, long number)
    {
        var slices = (batch.Length + Slice - 1) / Slice;
        if (slices == 1 || _options.Threads == 1)
        {
            for (var slice = 0; slice < slices; slice++) RunSlice(slice);
        }
        else
        {
            Parallel.For(0, slices, new ParallelOptions { MaxDegreeOfParallelism = _options.Threads }, RunSlice);
        }

        var loss = _losses[0];
        for (var slice = 1; slice < slices; slice++)
        {
            TensorPrimitives.Add(_gradients[0], _gradients[slice], _gradients[0]);
            loss += _losses[slice];
        }

        double weight = 0;
        foreach (var row in batch.Span) weight += _weights[row];
        return (loss, weight);

        void RunSlice(int slice)
        {
            var rows = batch.Span.Slice(slice * Slice, Math.Min(Slice, batch.Length - (slice * Slice)));
            var pass = _passes[slice];
            _rows.Gather(rows, pass.Input);
            var drop = _options.Dropout > 0 ? new SeededRandom(_options.Seed, unchecked(((number + slice) * 2) + 2001)) : null;
            pass.Forward(_parameters, rows.Length, _options.Dropout, drop);
            _losses[slice] = LogisticLoss.Derive(pass.Output, rows, _labels, _weights, pass.OutputDelta);
            pass.Backward(_parameters, rows.Length, _options.Dropout);
            _gradients[slice].AsSpan().Clear();
            pass.AddGradient(_gradients[slice], rows.Length);
        }
    }
}
