namespace Shopstream.Modules.Recommendations.Sessions;

/// <summary>A mean over prefixes with the ends of its 95 % interval.</summary>
internal sealed record SessionMeasure(double Value, double Low, double High);
