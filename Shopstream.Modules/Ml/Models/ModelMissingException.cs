namespace Shopstream.Modules.Ml.Models;

/// <summary>There is no such model, or no such version of it.</summary>
public sealed class ModelMissingException : Exception
{
    /// <summary>A version is missing.</summary>
    public ModelMissingException(string model, int number)
        : base($"Model {model} has no version {number}.")
    {
    }

    /// <summary>Something else is missing.</summary>
    public ModelMissingException(string message)
        : base(message)
    {
    }
}

/// <summary>What was stored of a model is not what was written.</summary>
public sealed class ModelDamagedException(string message) : Exception(message);
