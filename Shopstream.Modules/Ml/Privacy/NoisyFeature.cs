namespace Shopstream.Modules.Ml.Privacy;

/// <summary>How one feature is made private.</summary>
/// <param name="Name">Column.</param>
/// <param name="Low">Lower clipping bound; to be chosen without a look at the data.</param>
/// <param name="High">Upper clipping bound, above <paramref name="Low"/>; the sensitivity is the distance of the two.</param>
/// <param name="Epsilon">ε of each value of this feature; one millionth to 64.</param>
public sealed record NoisyFeature(string Name, double Low, double High, double Epsilon);
