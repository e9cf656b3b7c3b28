namespace Shopstream.Modules.Ml.Instacart;

/// <summary>What a file of the folder holds.</summary>
internal enum InstacartKind
{
    Aisles,
    Departments,
    Products,
    Orders,

    /// <summary>Whose an order is, where an excerpt of the data lacks its row among the orders; the original has no such file.</summary>
    OrderUsers,
    Prior,
    Train,
}
