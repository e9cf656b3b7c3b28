namespace Shopstream.Modules.Bus;

/// <summary>What a partition holds: offsets <c>[Earliest, Next)</c>.</summary>
/// <param name="Partition">0-based number.</param>
/// <param name="Earliest">Offset of the oldest record kept.</param>
/// <param name="Next">Offset the next record will get.</param>
public readonly record struct PartitionExtent(int Partition, long Earliest, long Next);
