using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Ingest.Simulation;

/// <summary>Turns a finished draft into the session document.</summary>
internal static class SessionDocument
{
    /// <summary>The document of <paramref name="draft"/>, begun at <paramref name="time"/>.</summary>
    public static ShopSession Write(SimulatorOptions options, SessionDraft draft, bool isBot, DateTimeOffset time, Xoshiro256 random)
    {
        var visitor = draft.Visitor;
        var session = new ShopSession
        {
            SessionId = random.NextUuid().ToString(),
            UserId = visitor.UserId,
            SessionTimestamp = new DateTimeOffset(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero),
            Name = visitor.Name,
            Gender = VisitorNames.Genders[visitor.Gender],
            Email = visitor.Email,
            LocationData = visitor.Location,
            DeviceInformation = random.Chance(options.UnknownDeviceShare) ? Devices.Unknown : isBot ? Devices.Script : Devices.All[draft.Device],
            Referrer = random.Chance(options.UnknownReferrerShare) ? Referrers.Unknown : Referrers.Names[draft.Referrer],
            IpAddress = draft.DeviceKind == DeviceKind.Mobile && random.Chance(0.6) ? visitor.MobileAddress : visitor.HomeAddress,
            SessionDuration = draft.Duration,
            PageViews = draft.PageViews,
            Clicks = draft.Clicks,
            ExitPage = FurnitureCatalog.Names[draft.Exit],
            PurchaseMade = draft.Stage == FunnelStage.Purchase,
            Actions = draft.Stage switch
            {
                FunnelStage.View => random.Chance(0.3) ? "search" : "view_item",
                FunnelStage.Cart => "add_to_cart",
                _ => "checkout",
            },
        };
        Pages(session, draft);
        Products(session, draft, isBot ? 0 : options.ReviewShare, random);
        session.PaymentMethodType = session.PurchaseMade ? visitor.PaymentMethod : "None";
        return session;
    }

    private static void Pages(ShopSession session, SessionDraft draft)
    {
        var pages = session.BrowsingPattern = new List<string>(draft.Count);
        var seconds = session.TimeSpentOnEachPage = new List<double>(draft.Count);
        for (var i = 0; i < draft.Count; i++)
        {
            pages.Add(FurnitureCatalog.Ids[draft.Pages[i]]);
            seconds.Add(draft.Seconds[i]);
        }
    }

    // The distinct products in the order of their first view.
    private static void Products(ShopSession session, SessionDraft draft, double reviewShare, Xoshiro256 random)
    {
        var count = BitOperations.PopCount((uint)draft.Viewed);
        session.ProductIds = new List<string>(count);
        session.ProductNames = new List<string>(count);
        session.ProductPrices = new List<double>(count);
        session.ProductCategories = new List<string>(count);
        session.ProductReviews = new List<string?>(count);
        var rest = draft.Viewed;
        var total = 0.0;
        int?[]? stars = null;
        for (var i = 0; rest != 0; i++)
        {
            var product = draft.Pages[i];
            if ((rest >> product & 1) == 0) continue;
            rest &= ~(1 << product);
            total += FurnitureCatalog.Prices[product];
            session.ProductIds.Add(FurnitureCatalog.Ids[product]);
            session.ProductNames.Add(FurnitureCatalog.Names[product]);
            session.ProductPrices.Add(FurnitureCatalog.Prices[product]);
            session.ProductCategories.Add(FurnitureCatalog.Categories[product]);
            if (!random.Chance(reviewShare))
            {
                session.ProductReviews.Add(null);
                continue;
            }

            var feeling = ReviewGrammar.Feel(product, draft.Visitor, random);
            var review = ReviewGrammar.Write(product, feeling, random);
            (stars ??= new int?[count])[session.ProductReviews.Count] = ReviewGrammar.Stars(feeling, review);
            session.ProductReviews.Add(review);
        }

        if (stars is not null)
            session.Extra = new(StringComparer.Ordinal) { ["productRatings"] = JsonSerializer.SerializeToElement(stars, SessionExtraJsonContext.Default.NullableInt32Array) };

        session.AmountSpent = session.PurchaseMade ? total : 0;
    }
}

/// <summary>JSON of what the simulated shop adds to the documents of sessions.</summary>
[JsonSerializable(typeof(int?[]))]
internal sealed partial class SessionExtraJsonContext : JsonSerializerContext;
