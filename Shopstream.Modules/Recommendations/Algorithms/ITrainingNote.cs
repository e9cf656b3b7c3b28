namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary>A model that has something to say of its training, such as weights that it learned.</summary>
public interface ITrainingNote
{
    /// <summary>One sentence without an end.</summary>
    string Note { get; }
}
