namespace Shopstream.Modules.Ml.Instacart;

/// <summary>An order.</summary>
/// <param name="Id">Its id.</param>
/// <param name="User">Whose it is.</param>
/// <param name="Number">How many orders its user had made with it, from 1.</param>
/// <param name="Weekday">0 to 6; NaN where unknown.</param>
/// <param name="Hour">0 to 23; NaN where unknown.</param>
/// <param name="DaysSincePrior">Days since the user's order before; NaN where there is none or it is unknown.</param>
internal readonly record struct InstacartOrder(int Id, int User, int Number, float Weekday, float Hour, float DaysSincePrior);

/// <summary>An order line.</summary>
/// <param name="Order">Id of the order.</param>
/// <param name="Product">Place of the product among <see cref="InstacartData.Products"/>.</param>
/// <param name="Position">When it came into the cart, from 1.</param>
/// <param name="IsReordered">Whether the user had bought the product before.</param>
/// <param name="IsTrain">Whether it comes from the train file.</param>
internal readonly record struct InstacartLine(int Order, int Product, short Position, bool IsReordered, bool IsTrain);

/// <summary>A product.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name; null where unknown.</param>
/// <param name="Aisle">Name of its aisle; null where unknown.</param>
/// <param name="Department">Name of its department; null where unknown.</param>
/// <param name="IsListed">Whether the products file has it.</param>
internal sealed record InstacartProduct(int Id, string? Name, string? Aisle, string? Department, bool IsListed);
