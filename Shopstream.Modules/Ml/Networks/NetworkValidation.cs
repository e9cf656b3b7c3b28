namespace Shopstream.Modules.Ml.Networks;

/// <summary>Rows that tell when to stop.</summary>
internal sealed class NetworkValidation(NetworkRows rows, float[] labels, NetworkOptions options, float[]? weights = null)
{
    /// <summary>Mean weighted log loss.</summary>
    public double Loss(NetworkShape shape, float[] parameters)
    {
        var outputs = NeuralNetwork.LogOdds(shape, parameters, rows, options.Threads);
        double loss = 0, total = 0;
        for (var i = 0; i < outputs.Length; i++)
        {
            var weight = (weights?[i] ?? 1) * (labels[i] > 0 ? options.PositiveWeight : 1);
            loss += weight * LogisticLoss.Of(outputs[i], labels[i]);
            total += weight;
        }

        return loss / total;
    }
}
