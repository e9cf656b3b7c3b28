namespace Shopstream.Modules.Streaming.Runtime;

/// <summary>A checkpoint of one job on one input partition.</summary>
/// <param name="NextOffset">First offset whose record is not part of the state.</param>
/// <param name="Version">Counts the checkpoints of the partition.</param>
/// <param name="Slots">Version under which each slot is stored.</param>
/// <param name="State">The state.</param>
public sealed record Checkpoint(long NextOffset, long Version, Dictionary<string, long> Slots, StateReader State);
