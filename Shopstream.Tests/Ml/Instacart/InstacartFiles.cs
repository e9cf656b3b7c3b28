using System.Globalization;
using System.IO.Compression;
using System.Text;
using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Modules.Ml.Instacart;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Ml.Instacart;

/// <summary>Folders of Instacart's files: a small one written by hand, and generated ones.</summary>
internal static class InstacartFiles
{
    public static readonly IReadOnlyDictionary<string, string> Small = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["aisles.csv"] = "aisle_id,aisle\n1,fruit\n2,\"cheese, soft\"\n",
        ["departments.csv"] = "department_id,department\n1,produce\n",
        ["products.csv"] = "product_id,product_name,aisle_id,department_id\n10,Banana,1,1\n11,\"Brie \"\"Royal\"\", 5\"\"\",2,1\n12,,,\n",
        ["orders.csv"] = "order_id,user_id,eval_set,order_number,order_dow,order_hour_of_day,days_since_prior_order\n"
            + "100,1,prior,1,2,08,\n101,1,prior,2,3,07,15.0\n102,1,train,3,4,9,5.0\n103,2,prior,1,0,23,\n",
        ["order_products__prior.csv"] = "order_id,product_id,add_to_cart_order,reordered\n100,10,1,0\n100,11,2,0\n101,10,1,1\n103,12,1,0\n104,99,1,1\n",
        ["order_products__train.csv"] = "order_id,product_id,add_to_cart_order,reordered\n102,10,1,1\n102,12,2,0\n",
    };

    /// <summary>Writes files; those named .gz are packed.</summary>
    public static void Write(TempDirectory to, IReadOnlyDictionary<string, string> files)
    {
        foreach (var (name, text) in files)
        {
            using Stream file = File.Create(to.File(name));
            using var packed = name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : file;
            packed.Write(Encoding.UTF8.GetBytes(text));
        }
    }

    /// <summary>
    /// Users with up to six orders of what they like among 60 products, each as likely to be bought again as it is with
    /// <paramref name="reordered"/> of its number; a tenth of the orders are absent from the orders file.
    /// </summary>
    public static Dictionary<string, string> Generate(int users, long seed, Func<int, double> reordered)
    {
        var random = new SeededRandom(seed);
        var orders = new StringBuilder(Small["orders.csv"].Split('\n')[0] + "\n");
        var prior = new StringBuilder("order_id,product_id,add_to_cart_order,reordered\n");
        var train = new StringBuilder(prior.ToString());
        var id = 0;
        for (var user = 1; user <= users; user++)
        {
            var count = 2 + random.Below(5);
            for (var number = 1; number <= count; number++)
            {
                id++;
                var days = number == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"{random.Below(31)}.0");
                var isTrain = number == count && random.Below(3) > 0;
                if (random.Below(10) > 0) orders.Append(CultureInfo.InvariantCulture, $"{id},{user},{(isTrain ? "train" : "prior")},{number},{random.Below(7)},{random.Below(24)},{days}\n");
                for (var place = 1 + random.Below(5); place > 0; place--)
                {
                    var product = random.Below(60);
                    (isTrain ? train : prior).Append(CultureInfo.InvariantCulture, $"{id},{product},{place},{(random.NextDouble() < reordered(product) ? 1 : 0)}\n");
                }
            }
        }

        // Three products and a department that nothing names.
        return new(StringComparer.Ordinal)
        {
            ["aisles.csv"] = "aisle_id,aisle\n" + Lines(6, i => $"{i},aisle {i}"),
            ["departments.csv"] = "department_id,department\n" + Lines(2, i => $"{i},department {i}"),
            ["products.csv.gz"] = "product_id,product_name,aisle_id,department_id\n" + Lines(57, i => $"{i},\"Product {i}, large\",{i % 6},{i % 3}"),
            ["sampled_orders.csv.gz"] = orders.ToString(),
            ["order_products_prior.csv"] = prior.ToString(),
            ["order_products_train.first.csv.gz"] = train.ToString(),
        };

        static string Lines(int count, Func<int, string> line) => string.Concat(Enumerable.Range(0, count).Select(i => line(i) + "\n"));
    }

    public static InstacartData Load(TempDirectory folder) => InstacartData.Load(folder.Path, new BadLines(), null, CancellationToken.None);
}
