using Shopstream.Modules.Ml.Networks;

namespace Shopstream.Modules.Ml.Privacy;

/// <summary>A network trained with differential privacy, and what it cost.</summary>
/// <param name="Network">The network of the last step.</param>
/// <param name="Epsilon">ε by the improved conversion.</param>
/// <param name="ClassicEpsilon">ε by the classic conversion, for comparison.</param>
/// <param name="Delta">δ of both.</param>
/// <param name="Noise">Deviation of the noise in units of the clipping norm.</param>
/// <param name="SamplingRate">Chance of each row to be in a batch.</param>
/// <param name="Steps">Number of steps.</param>
/// <param name="ClippedShare">Share of the drawn gradients that were clipped. Not private: for tuning on data without need of protection only.</param>
public sealed record PrivateNetwork(
    NeuralNetwork Network, double Epsilon, double ClassicEpsilon, double Delta, double Noise, double SamplingRate, long Steps, double ClippedShare);
