using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest.Importing;

namespace Shopstream.Tests.Ingest.Importing;

public sealed class InstacartFormatTests : ImportFixture
{
    private const string LinesHeader = "order_id,product_id,add_to_cart_order,reordered\n";
    private const string OrdersHeader = "order_id,user_id,eval_set,order_number,order_dow,order_hour_of_day,days_since_prior_order\n";

    [Test]
    public void Read_Folder_JoinsOrdersProductsAndDepartments()
    {
        Lay(OrdersHeader + "10,7,prior,1,2,8,\n11,7,prior,2,4,15,9.0\n", LinesHeader + "11,100,1,0\n11,101,2,1\n10,999,300,0\n");
        var rows = Import("instacart", Folder);
        Json(rows[0]).ShouldBe("""{"user_id":"7","product_id":"100","event_type":"purchase","event_time":"2015-01-15T15:00:00.000Z","session_id":"11","category":"frozen","product_name":"Ice, vanilla","add_to_cart_order":1,"reordered":0}""");
        rows[1].Interaction!.Extra!["reordered"].GetInt32().ShouldBe(1);
        rows[2].Interaction!.ProductName.ShouldBeNull();
        rows[2].Interaction!.Extra!["add_to_cart_order"].GetInt32().ShouldBe(300);
        rows[2].Interaction!.EventTime.ShouldBe(new DateTimeOffset(2015, 1, 6, 8, 0, 0, TimeSpan.Zero), "the Tuesday of the first week");
        rows.Select(r => r.Line).ShouldBe([6, 7, 8], "one department, two products and two orders come before");
    }

    [Test]
    public void Read_LineOfAnUnknownOrder_IsMissingUserAndNamesFileAndLine()
    {
        Lay(OrdersHeader + "10,7,prior,1,2,8,\n", LinesHeader + "10,100,1,0\n12,100,1,0\n");
        var row = Import("instacart", Folder)[1];
        row.Rejection!.ShouldBe(new(RejectionReasons.MissingUser,
            "order_products__prior.csv line 3: order_id: found \"12\", expected an order whose user one of the orders files names"));
        row.RawText.ShouldBe("12,100,1,0");
    }

    [Test]
    public void Read_SampleNames_AreRecognised()
    {
        Write("departments.csv.gz", Gzip("department_id,department\n1,frozen\n"));
        Write("products.first.csv", "product_id,product_name,aisle_id,department_id\n100,Ice,1,1\n");
        Write("random10k_orders.csv.gz", Gzip(OrdersHeader + "10,7,prior,1,2,8,\n"));
        Write("random100k_order_user_product.csv", "order_id,user_id,order_number,product_id\n20,8,2,100\n20,8,2,101\n10,9,1,100\n");
        Write("order_products_prior.first.csv", LinesHeader + "10,100,1,0\n");
        Write("order_products__train.first.csv.gz", Gzip(LinesHeader + "20,100,1,0\n"));
        var rows = Import("instacart", Folder);
        rows.Select(r => (r.Line, r.Interaction!.SessionId, r.Interaction.UserId)).ShouldBe([(7, "20", "8"), (8, "10", "7")]);
        rows[0].Interaction!.EventTime.ShouldBe(new DateTimeOffset(2015, 1, 11, 12, 0, 0, TimeSpan.Zero), "order 2, nothing known: a week later at noon");
    }

    [Test]
    public void Read_OrdersShuffled_GivesTheSameTimes()
    {
        string[] orders = ["10,7,prior,1,6,8,\n", "11,7,prior,2,0,9,1.0\n", "12,7,prior,5,3,10,30.0\n", "13,8,prior,51,1,13,7.0\n"];
        var lines = LinesHeader + "10,100,1,0\n11,100,1,0\n12,100,1,0\n13,100,1,0\n";
        Lay(OrdersHeader + string.Concat(orders), lines);
        var straight = Import("instacart", Folder).Select(r => r.Interaction!.EventTime).ToList();
        Lay(OrdersHeader + string.Concat(orders.Reverse()), lines);
        Import("instacart", Folder).Select(r => r.Interaction!.EventTime).ShouldBe(straight);
        straight[0].ShouldBe(new DateTimeOffset(2015, 1, 10, 8, 0, 0, TimeSpan.Zero));
        straight[1].ShouldBe(new DateTimeOffset(2015, 1, 11, 9, 0, 0, TimeSpan.Zero), "one day later");
        straight[2].ShouldBe(new DateTimeOffset(2015, 2, 25, 10, 0, 0, TimeSpan.Zero), "two unknown weeks and 30 days later, moved to the nearest Wednesday");
        straight[3].ShouldBe(new DateTimeOffset(2015, 12, 21, 13, 0, 0, TimeSpan.Zero), "49 unknown weeks and 7 days after the epoch, on the nearest Monday");
    }

    [Test]
    public void Read_GapAndWeekdayDisagree_TakesTheNearestDayNotBeforeThePriorOrder()
    {
        Lay(OrdersHeader + "1,7,prior,1,3,8,\n2,7,prior,2,4,8,30.0\n3,7,prior,3,3,8,0.0\n", LinesHeader + "1,100,1,0\n2,100,1,0\n3,100,1,0\n");
        var days = Import("instacart", Folder).Select(r => (r.Interaction!.EventTime.ToString("MM-dd"), r.Interaction.EventTime.DayOfWeek));
        days.ShouldBe([("01-07", DayOfWeek.Wednesday), ("02-05", DayOfWeek.Thursday), ("02-11", DayOfWeek.Wednesday)]);
    }

    [Test]
    public void Read_BadLookupRow_IsRefusedAndTheRestGoesOn()
    {
        Lay(OrdersHeader + "10,7,prior,1,9,8,\n11,7,prior,2,4\n12,,prior,1,2,8,\n13,7,prior,1,2,8,\n", LinesHeader + "13,100,1,0\n13,x,1,0\n");
        var rows = Import("instacart", Folder);
        rows.Select(r => (r.Line, r.Rejection?.Reason)).ShouldBe(
            [(4, ImportReasons.OutOfRange), (5, RejectionReasons.MalformedRow), (6, RejectionReasons.MissingUser), (8, null), (9, RejectionReasons.WrongType)]);
        rows[0].Rejection!.Detail.ShouldBe("orders.csv line 2: order_dow: found \"9\", expected 0 to 6");
    }

    [Test]
    public void Read_MissingFiles_NamesThem()
    {
        Write("products.csv", "product_id,product_name,aisle_id,department_id\n");
        var message = Unusable("instacart", Folder).Message;
        message.ShouldContain("missing departments.csv, orders.csv, order_products__prior.csv or order_products__train.csv: found products.csv, expected");
    }

    [Test]
    public void Read_FileOrNothingInPlaceOfAFolder_IsUnusable()
    {
        Unusable("instacart", Write("x.csv", "a\n")).Message.ShouldEndWith("found a file, expected a folder");
        Unusable("instacart", Path.Combine(Folder, "none")).Message.ShouldEndWith("found nothing there, expected a folder");
    }

    private void Lay(string orders, string lines)
    {
        Write("aisles.csv", "aisle_id,aisle\n1,ice\n");
        Write("departments.csv", "department_id,department\n1,frozen\n");
        Write("products.csv", "product_id,product_name,aisle_id,department_id\n100,\"Ice, vanilla\",1,1\n101,Peas,1,1\n");
        Write("orders.csv", orders);
        Write("order_products__prior.csv", lines);
    }
}
