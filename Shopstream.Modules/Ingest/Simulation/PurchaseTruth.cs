namespace Shopstream.Modules.Ingest.Simulation;

/// <summary>
/// What the shop itself knew of a session before it was decided: the yardstick of purchase models, never one of their features.
/// </summary>
/// <param name="Probability">Chance of a purchase given everything, mood and budget of the visitor included; nobody can know better.</param>
/// <param name="Observable">
/// Chance of a purchase given what the session shows, with all that is hidden averaged out: about the best that a model can know.
/// </param>
public readonly record struct PurchaseTruth(double Probability, double Observable);
