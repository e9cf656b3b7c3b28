using System.Text.Json.Nodes;
using Shopstream.Modules.Events;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Ml.Sentiment;

namespace Shopstream.Tests.Faults;

/// <summary>
/// What must come out of a load, recomputed from its raw JSON by adding up, without any of the pipeline's code but the sentiment
/// model.
/// </summary>
internal sealed class ExpectedResults
{
    private readonly Dictionary<(string Index, string Window, long StartMs, string Key), Dictionary<string, long>> _rows = [];
    private readonly Dictionary<(string Window, long StartMs), HashSet<string>> _users = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long LastMs, bool HasCart, bool HasPurchase)> _visits = new(StringComparer.Ordinal);

    public ExpectedResults(IEnumerable<ProducedEvent> events)
    {
        foreach (var produced in events)
        {
            var json = JsonNode.Parse(produced.Json)!.AsObject();
            if (produced.Topic == Topics.UserSessionInfo) AddSession(json);
            else AddInteraction(json);
        }
    }

    /// <summary>Every row of every window, measures that are 0 left out.</summary>
    public IReadOnlyDictionary<(string Index, string Window, long StartMs, string Key), Dictionary<string, long>> Rows => _rows;

    /// <summary>Users of each window.</summary>
    public IReadOnlyDictionary<(string Window, long StartMs), HashSet<string>> UsersOfWindow => _users;

    /// <summary>Ids of the valid sessions, each with its user.</summary>
    public Dictionary<string, string> ValidSessions { get; } = new(StringComparer.Ordinal);

    /// <summary>Refused sessions: how many by reason.</summary>
    public Dictionary<string, int> Rejected { get; } = new(StringComparer.Ordinal);

    /// <summary>Number of interactions.</summary>
    public int Interactions { get; private set; }

    /// <summary>Number of sessions that the interactions make up.</summary>
    public int Visits => _visits.Count;

    /// <summary>Number of reviews.</summary>
    public int Reviews { get; private set; }

    /// <summary>Number of single products bought.</summary>
    public int Purchases { get; private set; }

    private void AddSession(JsonObject json)
    {
        var device = json["deviceInformation"]?["deviceType"]?.ToString();
        var referrer = json["referrer"]?.ToString();
        var id = json["sessionId"]!.ToString();
        var reason = !_seen.Add(id) ? "duplicate_session" : device == "unknown" ? "unknown_device" : referrer == "unknown" ? "unknown_referrer" : null;
        if (reason is not null)
        {
            Rejected[reason] = Rejected.GetValueOrDefault(reason) + 1;
            return;
        }

        var user = json["userId"]!.ToString();
        ValidSessions.Add(id, user);
        var time = DateTimeOffset.Parse(json["sessionTimestamp"]!.ToString(), null).ToUnixTimeMilliseconds();
        var products = json["productIds"]!.AsArray().Select(p => p!.ToString()).ToList();
        var prices = json["productPrices"]!.AsArray().Select(p => TenThousandths(p!)).ToList();
        var isOrder = json["purchaseMade"]!.GetValue<bool>();
        var action = json["actions"]?.ToString();
        var amount = isOrder ? TenThousandths(json["amountSpent"]!) : 0;
        var duration = Milliseconds(json["sessionDuration"]!);
        var (pages, clicks) = (json["pageViews"]!.GetValue<int>(), json["clicks"]!.GetValue<int>());
        var hasCart = isOrder || action is "checkout" or "add_to_cart";
        var bought = isOrder ? products.Count : 0;
        Purchases += bought;
        foreach (var (window, start) in WindowsOf(time))
        {
            Users(window, start, user);
            Add("live_totals", window, start, "all", ("sessions", 1), ("orders", isOrder ? 1 : 0), ("view", products.Count), ("purchase", bought),
                ("revenue", amount), ("duration", duration), ("pageViews", pages), ("clicks", clicks), ("checkouts", action == "checkout" ? 1 : 0),
                ("addToCarts", hasCart ? 1 : 0));
            Add("user_activity", window, start, user, ("sessions", 1), ("orders", isOrder ? 1 : 0), ("views", products.Count), ("purchases", bought),
                ("spent", amount), ("duration", duration), ("pageViews", pages), ("clicks", clicks));
            Max("user_activity", window, start, user, "lastSeen", time);
            var location = json["locationData"];
            foreach (var (name, value) in (IEnumerable<(string, string?)>)
                [("referrer", referrer), ("deviceType", device), ("country", location?["country"]?.ToString()), ("state", location?["state"]?.ToString()), ("action", action)])
            {
                if (string.IsNullOrEmpty(value)) continue;
                Add("session_activity", window, start, $"{name}:{value}", ("sessions", 1), ("orders", isOrder ? 1 : 0), ("revenue", amount),
                    ("duration", duration), ("pageViews", pages), ("clicks", clicks), ("bounces", pages <= 1 ? 1 : 0));
            }

            for (var i = 0; i < products.Count; i++)
            {
                Add("product_activity", window, start, products[i], ("views", 1), ("purchases", isOrder ? 1 : 0), ("quantity", isOrder ? 1 : 0),
                    ("revenue", isOrder ? prices[i] : 0));
            }

            var times = json["timeSpentonEachPage"]!.AsArray();
            foreach (var (page, spent) in json["browsingPattern"]!.AsArray().Zip(times))
                Add("product_activity", window, start, page!.ToString(), ("viewTime", Milliseconds(spent!)));
            if (hasCart)
            {
                var method = isOrder ? json["paymentMethodType"]?.ToString() ?? "None" : "abandoned";
                Add("payments", window, start, method, ("sessions", 1), ("amount", isOrder ? amount : prices.Sum()));
            }
        }

        AddReviews(json, time, products);
    }

    private void AddReviews(JsonObject json, long time, List<string> products)
    {
        foreach (var (product, review) in products.Zip(json["productReviews"]!.AsArray()))
        {
            if (review?.ToString() is not { Length: > 0 } text) continue;
            Reviews++;
            var score = SentimentModel.Default.Score(text);
            foreach (var (window, start) in WindowsOf(time))
                Add("product_sentiment", window, start, product, (score.Label.ToString().ToLowerInvariant(), 1), ("score", (long)Math.Round(score.Score * 1_000)));
        }
    }

    private void AddInteraction(JsonObject json)
    {
        Interactions++;
        var (user, product, type) = (json["user_id"]!.ToString(), json["product_id"]!.ToString(), json["event_type"]!.ToString());
        var time = DateTimeOffset.Parse(json["event_time"]!.ToString(), null).ToUnixTimeMilliseconds();
        var amount = type == "purchase" ? TenThousandths(json["price"]!) : 0;
        var visitId = json["session_id"]!.ToString();
        var isKnown = _visits.TryGetValue(visitId, out var visit);
        var (isCart, isPurchase) = (type == "cart", type == "purchase");
        var duration = isKnown ? time - visit.LastMs : 0;
        var isOrder = isPurchase && !visit.HasPurchase;
        var isFirstCart = isCart && !visit.HasCart;
        _visits[visitId] = (time, visit.HasCart || isCart, visit.HasPurchase || isPurchase);
        if (isPurchase) Purchases++;
        foreach (var (window, start) in WindowsOf(time))
        {
            Users(window, start, user);
            Add("live_totals", window, start, "all", (type, 1), ("sessions", isKnown ? 0 : 1), ("orders", isOrder ? 1 : 0), ("duration", duration),
                ("revenue", amount), ("addToCarts", isFirstCart ? 1 : 0), ("pageViews", type == "view" ? 1 : 0), ("clicks", type == "click" ? 1 : 0));
            Add("user_activity", window, start, user, ("sessions", isKnown ? 0 : 1), ("orders", isOrder ? 1 : 0), ("duration", duration), ("spent", amount),
                (UserMeasure(type), 1), (type == "view" ? "pageViews" : "none", 1));
            Max("user_activity", window, start, user, "lastSeen", time);
            Add("product_activity", window, start, product, (ProductMeasure(type), 1), ("quantity", isPurchase ? 1 : 0), ("revenue", amount));
        }
    }

    private static string UserMeasure(string type) => type switch
    {
        "view" => "views",
        "cart" => "carts",
        "remove_from_cart" => "removals",
        "purchase" => "purchases",
        "click" => "clicks",
        _ => "none",
    };

    private static string ProductMeasure(string type) => type switch
    {
        "view" => "views",
        "cart" => "carts",
        "remove_from_cart" => "removals",
        "purchase" => "purchases",
        "like" => "likes",
        _ => "none",
    };

    private static IEnumerable<(string Window, long StartMs)> WindowsOf(long time) =>
        AnalyticsIndices.WindowSizes.Select(w => (w.Key, time - (time % (long)w.Value.TotalMilliseconds)));

    private static long TenThousandths(JsonNode number) => (long)Math.Round(decimal.Parse(number.ToString(), null) * 10_000m);

    private static long Milliseconds(JsonNode seconds) => (long)Math.Round(double.Parse(seconds.ToString(), null) * 1_000);

    private void Users(string window, long start, string user)
    {
        if (!_users.TryGetValue((window, start), out var users)) _users[(window, start)] = users = [];
        users.Add(user);
    }

    private void Add(string index, string window, long start, string key, params (string Measure, long Value)[] values)
    {
        var row = Row(index, window, start, key);
        foreach (var (measure, value) in values)
            if (value != 0 && measure != "none") row[measure] = row.GetValueOrDefault(measure) + value;
    }

    private void Max(string index, string window, long start, string key, string measure, long value)
    {
        var row = Row(index, window, start, key);
        row[measure] = Math.Max(row.GetValueOrDefault(measure), value);
    }

    private Dictionary<string, long> Row(string index, string window, long start, string key)
    {
        if (!_rows.TryGetValue((index, window, start, key), out var row)) _rows[(index, window, start, key)] = row = new(StringComparer.Ordinal);
        return row;
    }
}
