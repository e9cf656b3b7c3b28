using System.Text;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest.Importing;

namespace Shopstream.Tests.Ingest.Importing;

public sealed class OnlineRetailFormatTests : ImportFixture
{
    private const string Header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\r\n";

    [Test]
    public void Read_Purchase_MapsEveryColumn()
    {
        var path = Write("r.csv", Header + "536365,85123A,\"LOUNGE,\"\"METAL\"\" SIGN\",6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom\r\n");
        var row = Import("online-retail", path).ShouldHaveSingleItem();
        row.Line.ShouldBe(2);
        var interaction = row.Interaction!;
        interaction.EventType.ShouldBe(EventTypes.Purchase);
        interaction.ProductName.ShouldBe("LOUNGE,\"METAL\" SIGN");
        (interaction.SessionId, interaction.ProductId, interaction.UserId, interaction.Country).ShouldBe(("536365", "85123A", "17850", "United Kingdom"));
        (interaction.Quantity, interaction.Price).ShouldBe((6, 2.55));
        interaction.EventTime.ShouldBe(new DateTimeOffset(2010, 12, 1, 8, 26, 0, TimeSpan.Zero));
    }

    [TestCase("C536379,D,Discount,-1,2010-12-01 09:41:00,27.5,14527,UK", ImportReasons.Cancellation, "InvoiceNo: found \"C536379\"")]
    [TestCase("536379,D,Discount,-1,2010-12-01 09:41:00,27.5,14527,UK", ImportReasons.Cancellation, "Quantity: found \"-1\"")]
    [TestCase("C536379,D,Discount,-1,2010-12-01 09:41:00,27.5,,UK", RejectionReasons.MissingUser, "CustomerID: found nothing")]
    [TestCase("536414,22139,,56,2010-12-01 11:52:00,0,,UK", RejectionReasons.MissingUser, "CustomerID: found nothing")]
    [TestCase("A563186,B,Adjust bad debt,1,2011-08-12 14:51:00,-11062.06,,UK", RejectionReasons.NegativePrice, "UnitPrice: found \"-11062.06\"")]
    [TestCase("536379,D,x,many,2010-12-01 09:41:00,27.5,14527,UK", RejectionReasons.WrongType, "Quantity: found \"many\", expected a number")]
    [TestCase("536379,D,x,1,2010-12-01 09:41:00,,14527,UK", RejectionReasons.MissingField, "UnitPrice: found nothing")]
    [TestCase("536379,D,x,1,2010-12-41 09:41:00,1,14527,UK", RejectionReasons.InvalidTimestamp, "InvoiceDate: found \"2010-12-41 09:41:00\"")]
    public void Read_LineThatIsNoPurchase_IsRefusedForItsReason(string line, string reason, string detail)
    {
        var row = Import("online-retail", Write("r.csv", Header + line + "\r\n")).ShouldHaveSingleItem();
        row.Rejection!.Reason.ShouldBe(reason);
        row.Rejection.Detail.ShouldStartWith(detail);
        row.RawText.ShouldBe(line);
    }

    [Test]
    public void Read_PriceZero_IsAPurchase() =>
        Import("online-retail", Write("r.csv", Header + "536,22,x,1,2010-12-01 11:52:00,0,17,UK\r\n")).ShouldHaveSingleItem().Interaction!.Price.ShouldBe(0);

    [Test]
    public void Read_AmericanDatesInLatin1_AreUnderstood()
    {
        var path = Write("r.csv", Encoding.Latin1.GetBytes(Header + "536,22,Voucher £40,1,12/31/2010 8:26,0,17,UK\r\n"));
        var interaction = Import("online-retail", path).ShouldHaveSingleItem().Interaction!;
        interaction.ProductName.ShouldBe("Voucher £40");
        interaction.EventTime.ShouldBe(new DateTimeOffset(2010, 12, 31, 8, 26, 0, TimeSpan.Zero));
    }
}
