using Shopstream.Modules.Events;

namespace Shopstream.Modules.Ml.Customers;

/// <summary>Gathers records, in any order, into one <see cref="CustomerDay"/> a user and day. Not thread-safe.</summary>
public sealed class CustomerDayBuilder
{
    /// <summary>Milliseconds of a day.</summary>
    public const long DayMs = 86_400_000;

    private const double LikedFrom = 4;
    private readonly Dictionary<(string User, int Day), Gathering> _days = [];

    /// <summary>Day of a time, in days since 1970-01-01.</summary>
    public static int DayOf(long timeMs) => (int)Math.Floor((double)timeMs / DayMs);

    /// <summary>Adds a session.</summary>
    public void Add(ShopSession session)
    {
        var day = At(session.UserId, session.EventTimeMs, session.EventTimeMs + (long)(session.SessionDuration * 1_000));
        day.Day.Visits++;
        day.Day.Seconds += session.SessionDuration;
        day.Day.Pages += session.PageViews;
        if (session.PurchaseMade)
        {
            day.Day.Orders++;
            day.Day.Spent += session.AmountSpent;
            day.Day.Pieces += session.ProductIds.Count;
        }

        for (var i = 0; i < session.ProductIds.Count; i++)
        {
            day.Product(session.ProductIds[i], session.PurchaseMade ? ItemKinds.Bought : ItemKinds.Viewed);
            if (session.PurchaseMade) day.Item(ItemKinds.Viewed, session.ProductIds[i]);
            if (i < session.ProductCategories.Count) day.Item(ItemKinds.Category, session.ProductCategories[i]);
            if (i < session.ProductPrices.Count) day.Price(session.ProductPrices[i]);
        }

        day.Item(ItemKinds.Referrer, session.Referrer);
        day.Item(ItemKinds.Device, session.DeviceInformation?.DeviceType);
        day.Item(ItemKinds.Place, session.LocationData?.State ?? session.LocationData?.Country);
        day.Item(ItemKinds.PartOfDay, PartOfDay(session.SessionTimestamp.UtcDateTime.Hour));
    }

    /// <summary>Adds an interaction. Impressions and dislikes make no item.</summary>
    public void Add(Interaction interaction)
    {
        var day = At(interaction.UserId, interaction.EventTimeMs, interaction.EventTimeMs);
        day.Visit(interaction.SessionId ?? "");
        var kind = interaction.EventType switch
        {
            EventTypes.View or EventTypes.Click => ItemKinds.Viewed,
            EventTypes.Cart => ItemKinds.Carted,
            EventTypes.Purchase => ItemKinds.Bought,
            EventTypes.Like => ItemKinds.Liked,
            EventTypes.Rating when interaction.Value >= LikedFrom => ItemKinds.Liked,
            _ => null,
        };
        if (interaction.EventType == EventTypes.View) day.Day.Pages++;
        if (interaction.EventType == EventTypes.Purchase)
        {
            var pieces = interaction.Quantity ?? 1;
            day.Order(interaction.SessionId ?? "");
            day.Day.Pieces += pieces;
            day.Day.Spent += (interaction.Price ?? 0) * pieces;
        }

        if (kind is null) return;
        day.Product(interaction.ProductId, kind);
        if (interaction.Price is { } price) day.Price(price);
        day.Item(ItemKinds.Category, interaction.Category);
        day.Item(ItemKinds.Brand, interaction.Brand);
        day.Item(ItemKinds.Place, interaction.Country);
    }

    /// <summary>What was gathered, by day and user.</summary>
    public IReadOnlyList<CustomerDay> Build() => [.. _days.Values.Select(d => d.Finish()).OrderBy(d => d.Day).ThenBy(d => d.UserId, StringComparer.Ordinal)];

    private Gathering At(string user, long firstMs, long lastMs)
    {
        var key = (user, DayOf(firstMs));
        if (!_days.TryGetValue(key, out var day)) _days.Add(key, day = new(new() { UserId = user, Day = key.Item2, FirstMs = firstMs, LastMs = lastMs }));
        day.Day.FirstMs = Math.Min(day.Day.FirstMs, firstMs);
        day.Day.LastMs = Math.Max(day.Day.LastMs, lastMs);
        return day;
    }

    private static string PartOfDay(int hour) => hour switch
    {
        >= 5 and < 12 => "Morning",
        >= 12 and < 17 => "Afternoon",
        >= 17 and < 21 => "Evening",
        _ => "Night",
    };

    private sealed class Gathering(CustomerDay day)
    {
        private readonly HashSet<string> _items = new(StringComparer.Ordinal);
        private readonly HashSet<string> _products = new(StringComparer.Ordinal);
        private HashSet<string>? _visits;
        private HashSet<string>? _orders;

        public CustomerDay Day { get; } = day;

        public void Item(string kind, string? value)
        {
            if (!string.IsNullOrEmpty(value) && value != "unknown") _items.Add(ItemKinds.Of(kind, value));
        }

        public void Product(string id, string kind)
        {
            _products.Add(id);
            Item(kind, id);
        }

        public void Price(double price)
        {
            Day.SeenPrices += price;
            Day.SeenCount++;
        }

        public void Visit(string session) => (_visits ??= new(StringComparer.Ordinal)).Add(session);

        public void Order(string session) => (_orders ??= new(StringComparer.Ordinal)).Add(session);

        public CustomerDay Finish()
        {
            Day.Visits += _visits?.Count ?? 0;
            Day.Orders += _orders?.Count ?? 0;
            (_visits, _orders) = (null, null);
            Day.Products = _products.Count;
            Day.Items = [.. _items.Order(StringComparer.Ordinal)];
            return Day;
        }
    }
}
