using System.Text.Json;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest.Collecting.Mapping;

namespace Shopstream.Tests.Ingest.Collecting;

[TestFixture]
internal sealed class EventMappingTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private const string Purchase =
        """
        {"client_id":"c-1","user_id":"anna","timestamp_micros":"1773136800000000","device":{"category":"mobile"},"user_location":{"country_id":"AT"},
         "events":[{"name":"purchase","params":{"transaction_id":"T1","ga_session_id":1773136000,"currency":"EUR","value":30,"items":[
          {"item_id":"sofa","item_name":"Sofa","item_brand":"Acme","item_category":"Living","price":10,"quantity":2},{"item_id":7,"price":"9.5"}]}},
          {"name":"view_item","params":{"items":[{"item_id":"lamp"}]}}]}
        """;

    [Test]
    public void Google_MeasurementProtocol_IsMappedProductByProduct()
    {
        var events = Map(new GoogleEvents(), Purchase);
        events.Count.ShouldBe(2);
        events.ShouldAllBe(e => e.Rejection == null);
        var sofa = events[0].Interactions[0];
        (sofa.UserId, sofa.ProductId, sofa.EventType, sofa.SessionId, sofa.Brand, sofa.Category, sofa.ProductName, sofa.Price, sofa.Quantity, sofa.Device, sofa.Country)
            .ShouldBe(("anna", "sofa", "purchase", "1773136000", "Acme", "Living", "Sofa", 10.0, 2.0, "mobile", "AT"));
        sofa.EventTime.ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(1_773_136_800_000));
        sofa.Extra!["currency"].GetString().ShouldBe("EUR");
        (events[0].Interactions[1].ProductId, events[0].Interactions[1].Price, events[0].Interactions[1].Quantity).ShouldBe(("7", 9.5, null));
        events.SelectMany(e => e.Interactions).Select(i => i.EventId).ShouldBeUnique();
        events.SelectMany(e => e.Interactions).Select(i => i.EventId).ShouldBe(Map(new GoogleEvents(), Purchase).SelectMany(e => e.Interactions).Select(i => i.EventId), "the same in every delivery");
    }

    [TestCase("view_item", "view")]
    [TestCase("view_item_list", "impression")]
    [TestCase("select_item", "click")]
    [TestCase("add_to_cart", "cart")]
    [TestCase("remove_from_cart", "remove_from_cart")]
    [TestCase("purchase", "purchase")]
    [TestCase("add_to_wishlist", "like")]
    public void Google_DataLayer_HasItsTypes(string name, string type)
    {
        var mapped = Map(new GoogleEvents(), $"{{\"event\":\"{name}\",\"client_id\":\"c\",\"ecommerce\":{{\"items\":[{{\"item_id\":\"1\"}}]}}}}").Single();
        var interaction = mapped.Interactions.ShouldHaveSingleItem();
        (interaction.EventType, interaction.UserId, interaction.EventTime, interaction.EventId).ShouldBe((type, "c", Now, null));
    }

    [Test]
    public void Google_PurchaseReportedTwice_HasTheIdsOfItsTransaction()
    {
        string At(string client, long micros) => $"{{\"client_id\":\"{client}\",\"timestamp_micros\":{micros},\"events\":[{{\"name\":\"purchase\",\"params\":{{\"transaction_id\":\"T9\",\"items\":[{{\"item_id\":\"1\"}}]}}}}]}}";
        var ids = ((string[])[At("a", 1_773_136_800_000_000), At("b", 1_773_136_900_000_000)]).Select(b => Map(new GoogleEvents(), b).Single().Interactions.Single().EventId).ToList();
        ids[0].ShouldBe(ids[1]);
    }

    [TestCase("{\"events\":[]}", "missing_field", "events: found nothing")]
    [TestCase("[1]", "wrong_type", "found Array, expected a JSON object")]
    [TestCase("{\"client_id\":\"c\",\"events\":[{\"name\":\"page_view\"}]}", "unknown_event_type", "events[0].name: found \"page_view\", expected one of view_item")]
    [TestCase("{\"client_id\":\"c\",\"events\":[{\"name\":\"view_item\",\"params\":{}}]}", "missing_field", "events[0].params.items: found nothing")]
    [TestCase("{\"client_id\":\"c\",\"events\":[{\"name\":\"view_item\",\"params\":{\"items\":{}}}]}", "wrong_type", "events[0].params.items: found Object")]
    [TestCase("{\"client_id\":\"c\",\"events\":[{\"name\":\"view_item\",\"params\":{\"items\":[{\"item_name\":\"x\"}]}}]}", "missing_field", "events[0].params.items[0].item_id: found nothing")]
    [TestCase("{\"events\":[{\"name\":\"view_item\",\"params\":{\"items\":[{\"item_id\":\"x\"}]}}]}", "missing_field", "user_id or client_id: found nothing")]
    [TestCase("{\"client_id\":\"c\",\"events\":[{\"name\":\"view_item\",\"params\":{\"items\":[{\"item_id\":\"x\",\"price\":\"cheap\"}]}}]}", "wrong_type", "events[0].params.items[0].price: found \"cheap\"")]
    [TestCase("{\"client_id\":\"c\",\"events\":[{\"name\":\"view_item\",\"params\":{\"items\":[{\"item_id\":\"x\",\"price\":-1}]}}]}", "negative_price", "events[0].params.items[0].price: found -1")]
    [TestCase("{\"client_id\":\"c\",\"timestamp_micros\":\"soon\",\"events\":[{\"name\":\"view_item\",\"params\":{\"items\":[{\"item_id\":\"x\"}]}}]}", "invalid_timestamp", "timestamp_micros: found soon")]
    [TestCase("{\"client_id\":\"c\",\"timestamp_micros\":1999999999000000,\"events\":[{\"name\":\"view_item\",\"params\":{\"items\":[{\"item_id\":\"x\"}]}}]}", "future_timestamp", "event_time: found 2033")]
    public void Google_CannotBeMapped_SaysWhere(string body, string reason, string detail)
    {
        var mapped = Map(new GoogleEvents(), body).Single();
        mapped.Interactions.ShouldBeEmpty();
        mapped.Rejection!.Reason.ShouldBe(reason);
        mapped.Rejection.Detail.ShouldContain(detail);
    }

    [Test]
    public void Google_OneBadProduct_RefusesThatOneWhenTheEventIsKnownAgain()
    {
        const string Items = "\"items\":[{\"item_id\":\"a\"},{\"item_id\":\"\"},{\"item_id\":\"b\"},5]";
        var known = Map(new GoogleEvents(), $"{{\"client_id\":\"c\",\"events\":[{{\"name\":\"purchase\",\"params\":{{\"transaction_id\":\"T\",{Items}}}}}]}}").Single();
        known.Interactions.Select(i => (i.ProductId, i.EventId)).ShouldBe([("a", "ga4/purchase/T/0"), ("b", "ga4/purchase/T/2")]);
        known.Rejection!.Detail.ShouldBe("events[0].params.items[1].item_id: found nothing, expected a non-empty id; and 1 more in this event");
        var unknown = Map(new GoogleEvents(), $"{{\"client_id\":\"c\",\"events\":[{{\"name\":\"view_item\",\"params\":{{{Items}}}}}]}}").Single();
        unknown.Interactions.ShouldBeEmpty("a replay would count the good ones again");
    }

    [Test]
    public void Google_RawOfARefusedEvent_IsThatEventWithItsBody()
    {
        var body = Purchase.Replace("view_item", "scroll", StringComparison.Ordinal);
        using var json = JsonDocument.Parse(body);
        var refused = new GoogleEvents().Map(json.RootElement, Now, Now.AddMinutes(5)).ToList()[1];
        using var raw = JsonDocument.Parse(refused.Raw());
        raw.RootElement.GetProperty("events").GetArrayLength().ShouldBe(1);
        raw.RootElement.GetProperty("events")[0].GetProperty("name").GetString().ShouldBe("scroll");
        raw.RootElement.GetProperty("user_id").GetString().ShouldBe("anna");
    }

    [TestCase("Product Viewed", "view")]
    [TestCase("product clicked", "click")]
    [TestCase("Product Added", "cart")]
    [TestCase("Product Removed", "remove_from_cart")]
    [TestCase("Product Added to Wishlist", "like")]
    public void Segment_CallOfOneProduct_IsMapped(string name, string type)
    {
        var call = $$$"""
            {"type":"track","event":"{{{name}}}","userId":"anna","messageId":"m1","timestamp":"2026-03-10T11:00:00Z","context":{"device":{"type":"ios"},"sessionId":5},
             "properties":{"product_id":"507f","sku":"G-32","name":"Monopoly","brand":"Hasbro","category":"Games","price":18.99,"quantity":1,"currency":"USD"}}
            """;
        var made = Map(new SegmentEvents(), call).Single().Interactions.Single();
        (made.EventType, made.UserId, made.ProductId, made.ProductName, made.Brand, made.Category, made.Price, made.Quantity, made.SessionId, made.Device, made.EventId)
            .ShouldBe((type, "anna", "507f", "Monopoly", "Hasbro", "Games", 18.99, 1.0, "5", "ios", "segment/m1"));
        made.EventTime.ShouldBe(Now.AddHours(-1));
    }

    [Test]
    public void Segment_BatchOfListsAndReviews_IsMapped()
    {
        const string Batch = """
            {"batch":[
             {"type":"track","event":"Order Completed","anonymousId":"x","messageId":"m1","properties":{"order_id":"O1","products":[{"product_id":"1","price":2,"quantity":3},{"sku":"s2"}]}},
             {"type":"track","event":"Product List Viewed","userId":"u","messageId":"m2","properties":{"products":[{"product_id":"1"}]}},
             {"type":"track","event":"Product Reviewed","userId":"u","messageId":"m3","properties":{"product_id":"1","rating":"4","review_body":"Fine"}},
             {"type":"identify","userId":"u","traits":{}},
             {"type":"track","event":"Product Reviewed","userId":"u","properties":{"product_id":"1"}}]}
            """;
        var events = Map(new SegmentEvents(), Batch);
        events.SelectMany(e => e.Interactions).Select(i => (i.UserId, i.ProductId, i.EventType, i.EventId)).ShouldBe(
            [("x", "1", "purchase", "segment/m1/0"), ("x", "s2", "purchase", "segment/m1/1"), ("u", "1", "impression", "segment/m2/0"), ("u", "1", "rating", "segment/m3")]);
        events[2].Interactions[0].Value.ShouldBe(4);
        events[2].Interactions[0].Extra!["review"].GetString().ShouldBe("Fine");
        events[3].Rejection!.Detail.ShouldBe("batch[3].type: found \"identify\", expected track");
        events[4].Rejection!.Detail.ShouldBe("batch[4].properties.rating: found nothing, expected a number of stars");
    }

    [TestCase("{\"type\":\"track\",\"userId\":\"u\",\"properties\":{}}", "missing_field", "event: found nothing")]
    [TestCase("{\"type\":\"track\",\"event\":\"Cart Viewed\",\"userId\":\"u\",\"properties\":{}}", "unknown_event_type", "event: found \"Cart Viewed\"")]
    [TestCase("{\"type\":\"track\",\"event\":\"Product Viewed\",\"userId\":\"u\"}", "missing_field", "properties: found nothing")]
    [TestCase("{\"type\":\"track\",\"event\":\"Product Viewed\",\"userId\":\"u\",\"properties\":{\"name\":\"x\"}}", "missing_field", "properties.product_id: found nothing")]
    [TestCase("{\"type\":\"track\",\"event\":\"Product Viewed\",\"properties\":{\"product_id\":\"x\"}}", "missing_field", "userId or anonymousId: found nothing")]
    [TestCase("{\"event\":\"Product Viewed\",\"userId\":\"u\",\"timestamp\":\"noon\",\"properties\":{\"product_id\":\"x\"}}", "invalid_timestamp", "timestamp: found \"noon\"")]
    [TestCase("{\"event\":\"Order Completed\",\"userId\":\"u\",\"properties\":{\"order_id\":\"1\",\"products\":[]}}", "missing_field", "properties.products: found nothing")]
    public void Segment_CannotBeMapped_SaysWhere(string body, string reason, string detail)
    {
        var mapped = Map(new SegmentEvents(), body).Single();
        mapped.Interactions.ShouldBeEmpty();
        mapped.Rejection!.Reason.ShouldBe(reason);
        mapped.Rejection.Detail.ShouldContain(detail);
    }

    private static List<MappedEvent> Map(IEventMapping mapping, string body)
    {
        using var json = JsonDocument.Parse(body);
        return [.. mapping.Map(json.RootElement, Now, Now.AddMinutes(5))];
    }
}
