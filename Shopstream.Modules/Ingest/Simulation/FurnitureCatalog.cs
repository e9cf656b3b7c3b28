using Shopstream.Modules.Events;

namespace Shopstream.Modules.Ingest.Simulation;

/// <summary>The ten products of the shop in four rooms, with the latent traits that drive views, purchases and reviews.</summary>
internal static class FurnitureCatalog
{
    /// <summary>Number of products; product index i has id i + 1.</summary>
    public const int Count = 10;

    /// <summary>Number of rooms.</summary>
    public const int Rooms = 4;

    /// <summary>Catalogue entries by product index.</summary>
    public static readonly Product[] Products =
    [
        Item(1, "sofa", "living room", "Alderwick", 5000),
        Item(2, "coffee table", "living room", "Brinemoor", 500),
        Item(3, "accent chair", "living room", "Alderwick", 750),
        Item(4, "bed", "bedroom", "Corvane", 4500),
        Item(5, "bedside table", "bedroom", "Corvane", 590),
        Item(6, "dresser", "bedroom", "Brinemoor", 1290),
        Item(7, "office desk", "office", "Deskholm", 1150),
        Item(8, "office chair", "office", "Deskholm", 899),
        Item(9, "dining table", "dining room", "Brinemoor", 2500),
        Item(10, "dining chairs", "dining room", "Alderwick", 650),
    ];

    /// <summary>Ids by product index.</summary>
    public static readonly string[] Ids = Array.ConvertAll(Products, p => p.ProductId);

    /// <summary>Names by product index.</summary>
    public static readonly string[] Names = Array.ConvertAll(Products, p => p.Name!);

    /// <summary>Categories by product index.</summary>
    public static readonly string[] Categories = Array.ConvertAll(Products, p => p.Category!);

    /// <summary>Prices by product index.</summary>
    public static readonly double[] Prices = Array.ConvertAll(Products, p => p.Price!.Value);

    /// <summary>Natural logarithms of the prices.</summary>
    public static readonly double[] LogPrices = Array.ConvertAll(Prices, Math.Log);

    /// <summary>Room index by product index.</summary>
    public static readonly int[] Room = [0, 0, 0, 1, 1, 1, 2, 2, 3, 3];

    /// <summary>How good a product really is, -1 to 1: drives the sentiment of its reviews and, a little, its sales.</summary>
    public static readonly double[] Quality = [0.5, -0.1, 0.3, 0.7, -0.6, 0.1, 0.4, -0.8, 0.2, -0.3];

    /// <summary>Base popularity by product index.</summary>
    public static readonly double[] Popularity = [1.3, 1.1, 0.8, 1.2, 0.7, 0.6, 0.9, 1.2, 0.9, 0.7];

    /// <summary>What a view of the product adds to the decision to buy: cheap and well made ones sell more easily.</summary>
    public static readonly double[] Pull = Array.ConvertAll(Products, Pulled);

    /// <summary>How readily a visitor of the row's room moves on to the column's room.</summary>
    public static readonly double[][] RoomAffinity =
    [
        [1.0, 0.8, 0.4, 1.5],
        [0.9, 1.0, 0.8, 0.4],
        [0.8, 0.9, 1.0, 0.3],
        [1.6, 0.5, 0.3, 1.0],
    ];

    private static double Pulled(Product product)
    {
        var index = Array.IndexOf(Products, product);
        return (0.35 * Quality[index]) - (0.42 * (LogPrices[index] - 7.1));
    }

    private static Product Item(int id, string name, string room, string brand, double price) =>
        new() { ProductId = id.ToString(), Name = name, Category = room, Brand = brand, Price = price };
}
