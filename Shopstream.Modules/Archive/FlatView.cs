using System.Globalization;
using System.Text.Json;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Archive;

/// <summary>
/// The flat view of a session that purchase models train on. Times are UTC. <c>isViewedProduct{id}</c> is written only where
/// true: a product without the column was not viewed.
/// </summary>
public static class FlatView
{
    /// <summary>Writes the view as the JSON object that follows.</summary>
    public static void Write(Utf8JsonWriter json, ShopSession session)
    {
        var time = session.SessionTimestamp.UtcDateTime;
        var day = DayOfWeek(time);
        json.WriteStartObject();
        json.WriteNumber("hour_of_day"u8, time.Hour);
        json.WriteNumber("day_of_week"u8, day);
        json.WriteNumber("is_weekend"u8, day >= 5 ? 1 : 0);
        json.WriteNumber("month"u8, time.Month);
        json.WriteNumber("week_of_year"u8, ISOWeek.GetWeekOfYear(time));
        json.WriteString("part_of_day"u8, PartOfDay(time.Hour));
        json.WriteString("gender"u8, session.Gender);
        json.WriteString("state"u8, session.LocationData?.State);
        json.WriteNumber("sessionDuration"u8, session.SessionDuration);
        json.WriteNumber("clicks"u8, session.Clicks);
        json.WriteString("exitPage"u8, session.ExitPage);
        json.WriteString("referrer"u8, session.Referrer);
        json.WriteString("deviceType"u8, session.DeviceInformation?.DeviceType);
        for (var i = 0; i < session.ProductIds.Count; i++)
            if (session.ProductIds.IndexOf(session.ProductIds[i]) == i) json.WriteNumber("isViewedProduct" + session.ProductIds[i], 1);
        json.WriteNumber("purchaseMade"u8, session.PurchaseMade ? 1 : 0);
        json.WriteEndObject();
    }

    /// <summary>Morning 5–12, Afternoon 12–17, Evening 17–21, else Night.</summary>
    public static string PartOfDay(int hour) => hour switch
    {
        >= 5 and < 12 => "Morning",
        >= 12 and < 17 => "Afternoon",
        >= 17 and < 21 => "Evening",
        _ => "Night",
    };

    /// <summary>0 for Monday to 6 for Sunday.</summary>
    private static int DayOfWeek(DateTime time) => ((int)time.DayOfWeek + 6) % 7;
}
