namespace Shopstream.Modules.Recommendations.Data;

/// <summary>What a product table says of an item; anything may be missing.</summary>
/// <param name="Categories">Categories or genres.</param>
/// <param name="Brand">Brand.</param>
/// <param name="Price">Price in the shop's currency; only above 0 counts.</param>
/// <param name="Text">Name and description in words.</param>
public sealed record ItemDescription(IReadOnlyList<string> Categories, string? Brand = null, double? Price = null, string? Text = null);
