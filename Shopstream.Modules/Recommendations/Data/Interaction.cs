using System.Runtime.InteropServices;

namespace Shopstream.Modules.Recommendations.Data;

/// <summary>One user and one item by their numbers.</summary>
/// <param name="User">Number of the user.</param>
/// <param name="Item">Number of the item.</param>
/// <param name="Value">Rating or weight; 1 where the source has none.</param>
/// <param name="Time">Unix time in seconds; null where the source has none.</param>
/// <param name="Basket">Number of the purchase or session it belongs to; -1 where the source has none.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Interaction(int User, int Item, float Value, long? Time, int Basket = -1);
