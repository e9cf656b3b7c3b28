using Shopstream.Modules.Events;
using Shopstream.Modules.Ml.Customers;

namespace Shopstream.Modules.Recommendations.Trending;

/// <summary>
/// Gathers sessions and interactions into one <see cref="ProductDay"/> a product and day, in days of UTC. A session counts as a view of
/// each of its products and, when something was bought, as a purchase of each. Not thread-safe.
/// </summary>
public sealed class ProductDayBuilder
{
    private readonly Dictionary<(int Day, string Product), ProductDay> _days = [];

    /// <summary>Adds the interactions that a session stands for, on the day it began.</summary>
    public void Add(ShopSession session)
    {
        for (var i = 0; i < session.ProductIds.Count; i++)
        {
            var day = At(session.EventTimeMs, session.ProductIds[i]);
            Describe(day, brand: null, At(session.ProductCategories, i), At(session.ProductNames, i));
            Count(day, EventTypes.View);
            if (session.PurchaseMade) Count(day, EventTypes.Purchase);
        }
    }

    /// <summary>Adds an interaction.</summary>
    public void Add(Interaction interaction)
    {
        var day = At(interaction.EventTimeMs, interaction.ProductId);
        Describe(day, interaction.Brand, interaction.Category, interaction.ProductName);
        Count(day, interaction.EventType);
    }

    /// <summary>What was gathered, by day and product.</summary>
    public IReadOnlyList<ProductDay> Build() => [.. _days.Values.OrderBy(d => d.Day).ThenBy(d => d.ProductId, StringComparer.Ordinal)];

    private ProductDay At(long timeMs, string product)
    {
        var key = (CustomerDayBuilder.DayOf(timeMs), product);
        if (!_days.TryGetValue(key, out var day)) _days.Add(key, day = new() { Day = key.Item1, ProductId = product });
        return day;
    }

    private static string? At(List<string> values, int index) => index < values.Count ? values[index] : null;

    private static void Describe(ProductDay day, string? brand, string? category, string? name)
    {
        if (!string.IsNullOrEmpty(brand)) day.Brand = brand;
        if (!string.IsNullOrEmpty(category)) day.Category = category;
        if (!string.IsNullOrEmpty(name)) day.Name = name;
    }

    private static void Count(ProductDay day, string type) => day.Events[type] = day.Events.GetValueOrDefault(type) + 1;
}
