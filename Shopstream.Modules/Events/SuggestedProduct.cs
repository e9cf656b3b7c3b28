namespace Shopstream.Modules.Events;

/// <summary>A product that goes with a purchase.</summary>
public sealed class SuggestedProduct
{
    /// <summary>Id of the product.</summary>
    public string ProductId { get; set; } = "";

    /// <summary>Relevance, above 0; comparable within one list.</summary>
    public double Score { get; set; }

    /// <summary>What speaks for it most, such as <c>bought-together</c>.</summary>
    public string Source { get; set; } = "";
}
