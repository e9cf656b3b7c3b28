namespace Shopstream.Modules.Events;

/// <summary>A product and how often it was bought together with another in the window.</summary>
public sealed class BoughtTogether
{
    /// <summary>The other product.</summary>
    public string ProductId { get; set; } = "";

    /// <summary>Sessions in the window that bought both.</summary>
    public long Count { get; set; }
}
