namespace Shopstream.Modules.Recommendations.Data;

/// <summary>How a file of interactions is laid out.</summary>
public enum InteractionFormat
{
    /// <summary>By the header: one of the others, else <see cref="Plain"/>.</summary>
    Auto,

    /// <summary><c>user item [rating] [unix time]</c> by tabs or commas, or CSV with a header that names <c>user</c> and <c>item</c>.</summary>
    Plain,

    /// <summary>MovieLens <c>u.data</c>: as <see cref="Plain"/>; tables of users and films by <c>|</c>.</summary>
    MovieLens,

    /// <summary>
    /// UCI Online Retail: invoice lines of customers. Cancellations, lines without a customer, without a positive quantity or with a
    /// code that is no product (postage, fees) are passed over and counted.
    /// </summary>
    OnlineRetail,

    /// <summary>
    /// Instacart: order lines. With a <c>user_id</c> the customer is the user; without one, as in <c>order_products</c>, the order
    /// stands for its customer, and the rating is whether the product was bought again.
    /// </summary>
    Instacart,
}
