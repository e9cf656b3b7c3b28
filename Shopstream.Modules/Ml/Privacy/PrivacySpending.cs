namespace Shopstream.Modules.Ml.Privacy;

/// <summary>One release in the privacy ledger.</summary>
/// <param name="Purpose">What for.</param>
/// <param name="Epsilon">Its ε.</param>
/// <param name="Delta">Its δ.</param>
/// <param name="At">When it was entered.</param>
public sealed record PrivacySpending(string Purpose, double Epsilon, double Delta, DateTimeOffset At);
