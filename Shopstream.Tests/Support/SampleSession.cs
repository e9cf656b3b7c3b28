using System.Text.Json.Nodes;

namespace Shopstream.Tests.Support;

/// <summary>Session documents as a shop sends them.</summary>
internal static class SampleSession
{
    /// <summary>A session that looked at two products and bought nothing.</summary>
    public static JsonObject Json(string sessionId, string userId, DateTimeOffset at) => new()
    {
        ["sessionId"] = sessionId,
        ["userId"] = userId,
        ["sessionTimestamp"] = at.ToString("yyyy-MM-ddTHH:mm:ss.fffZ"),
        ["productIds"] = new JsonArray("1", "2"),
        ["productNames"] = new JsonArray("Sofa", "Bed"),
        ["productPrices"] = new JsonArray(5000, 4500),
        ["productCategories"] = new JsonArray("Living room", "Bedroom"),
        ["productReviews"] = new JsonArray("I love this sofa", null),
        ["name"] = "Ada Lovelace",
        ["email"] = "ada@example.org",
        ["ipAddress"] = "192.0.2.1",
        ["deviceInformation"] = new JsonObject { ["deviceType"] = "Mobile", ["operatingSystem"] = "iOS", ["browserType"] = "Safari" },
        ["locationData"] = new JsonObject { ["country"] = "USA", ["state"] = "Ohio" },
        ["sessionDuration"] = 120,
        ["pageViews"] = 3,
        ["browsingPattern"] = new JsonArray("1", "2", "1"),
        ["timeSpentonEachPage"] = new JsonArray(20, 40, 60),
        ["clicks"] = 7,
        ["actions"] = "view_item",
        ["referrer"] = "Google",
        ["exitPage"] = "Sofa",
        ["purchaseMade"] = false,
        ["amountSpent"] = 0,
        ["paymentMethodType"] = "None",
    };

    /// <summary>The same with some fields set; null removes one.</summary>
    public static JsonObject With(this JsonObject session, params (string Field, JsonNode? Value)[] fields)
    {
        foreach (var (field, value) in fields)
        {
            if (value is null) session.Remove(field);
            else session[field] = value;
        }

        return session;
    }
}
