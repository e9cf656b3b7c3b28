using System.Runtime.InteropServices;

namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary>An item and how strongly it is recommended.</summary>
/// <param name="Item">Number of the item.</param>
/// <param name="Score">Greater is better; comparable only within one answer.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ScoredItem(int Item, float Score);
