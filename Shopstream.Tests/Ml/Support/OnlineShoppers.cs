using Shopstream.Modules.Ml.Tables;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Ml.Support;

/// <summary>The table of UCI Online Shoppers, with its codes read as categories.</summary>
internal static class OnlineShoppers
{
    private static readonly string[] Codes = ["OperatingSystems", "Browser", "Region", "TrafficType"];

    public static ColumnTable Read() => ColumnTable.FromCsv(
        Repository.RealData("online_shoppers", "online_shoppers_intention.csv.gz"),
        new TableOptions { Kinds = Codes.ToDictionary(c => c, _ => ColumnKind.Category, StringComparer.Ordinal) });

    public static float[] Labels(ColumnTable table) => [.. Enumerable.Range(0, table.Rows).Select(r => (float)table["Revenue"].Number(r))];
}
