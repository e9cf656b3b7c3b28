using System.Numerics.Tensors;

namespace Shopstream.Modules.Ml.Networks;

/// <summary>
/// Adam (Kingma and Ba, ICLR 2015, algorithm 1) with decoupled weight decay (Loshchilov and Hutter, ICLR 2019, algorithm 2);
/// β₁ = 0.9, β₂ = 0.999, ε = 1e-8. Not thread-safe.
/// </summary>
internal sealed class AdamStep(NetworkShape shape, double learningRate, double weightDecay)
{
    private const float Beta1 = 0.9f;
    private const float Beta2 = 0.999f;
    private const float Epsilon = 1e-8f;

    private readonly float[] _first = new float[shape.Parameters];
    private readonly float[] _second = new float[shape.Parameters];
    private readonly float[] _scratch = new float[shape.Parameters];
    private int _steps;

    /// <summary>Moves the parameters against the gradient.</summary>
    public void Apply(Span<float> parameters, ReadOnlySpan<float> gradient)
    {
        _steps++;
        TensorPrimitives.Multiply(gradient, 1 - Beta1, _scratch);
        TensorPrimitives.FusedMultiplyAdd(_first, Beta1, _scratch, _first);
        TensorPrimitives.Multiply(gradient, gradient, _scratch);
        TensorPrimitives.Multiply(_scratch, 1 - Beta2, _scratch);
        TensorPrimitives.FusedMultiplyAdd(_second, Beta2, _scratch, _second);

        var correction1 = 1 - Math.Pow(Beta1, _steps);
        var correction2 = 1 - Math.Pow(Beta2, _steps);
        TensorPrimitives.Sqrt(_second, _scratch);
        TensorPrimitives.Multiply(_scratch, (float)(1 / Math.Sqrt(correction2)), _scratch);
        TensorPrimitives.Add(_scratch, Epsilon, _scratch);
        TensorPrimitives.Divide(_first, _scratch, _scratch);
        Decay(parameters);
        TensorPrimitives.FusedMultiplyAdd(_scratch, (float)(-learningRate / correction1), parameters, parameters);
    }

    private void Decay(Span<float> parameters)
    {
        if (weightDecay == 0) return;
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            var weights = parameters[shape.Weights(layer)];
            TensorPrimitives.Multiply(weights, (float)(1 - (learningRate * weightDecay)), weights);
        }
    }
}
