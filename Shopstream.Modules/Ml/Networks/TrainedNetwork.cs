namespace Shopstream.Modules.Ml.Networks;

/// <summary>A network and how its training went.</summary>
/// <param name="Network">The network of the best epoch.</param>
/// <param name="Epochs">What each epoch brought, in order.</param>
/// <param name="BestEpoch">Index into <paramref name="Epochs"/> of the one taken.</param>
public sealed record TrainedNetwork(NeuralNetwork Network, IReadOnlyList<NetworkEpoch> Epochs, int BestEpoch);

/// <summary>One pass over the training rows.</summary>
/// <param name="TrainingLoss">Mean weighted log loss over the epoch, with dropout.</param>
/// <param name="ValidationLoss">Mean weighted log loss of the validation rows after it; null without such rows.</param>
public sealed record NetworkEpoch(double TrainingLoss, double? ValidationLoss);
