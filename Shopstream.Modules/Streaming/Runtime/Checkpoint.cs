namespace Shopstream.Modules.Streaming.Runtime;

/// <summary>A checkpoint of one job on one input partition.</summary>
/// <param name="NextOffset">First offset whose record is not part of the state.</param>
/// <param name="Version">Counts the checkpoints of the partition.</param>
/// <param name="Slots">Where each slot is stored.</param>
/// <param name="State">The state.</param>
public sealed record Checkpoint(long NextOffset, long Version, Dictionary<string, SlotPlace> Slots, StateReader State);

/// <summary>Where a slot of a checkpoint is stored.</summary>
/// <param name="Stamp">Tells its documents from those of other checkpoints.</param>
/// <param name="Parts">Number of documents.</param>
public readonly record struct SlotPlace(long Stamp, int Parts);
