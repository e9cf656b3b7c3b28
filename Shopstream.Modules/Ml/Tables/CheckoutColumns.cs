using System.Text;

namespace Shopstream.Modules.Ml.Tables;

/// <summary>
/// Columns that are known only once a visitor has reached the checkout. A model that sees them predicts the past; so they
/// are refused as features unless forced by name. Compared without regard to case, separators and enclosing objects:
/// <c>amount_spent</c> and <c>session.amountSpent</c> are both <c>amountSpent</c>, and <c>actions_checkout</c> is made of <c>actions</c>.
/// </summary>
public static class CheckoutColumns
{
    private static readonly string[] Names = ["amountspent", "paymentmethodtype", "actions", "purchasemade"];
    private static readonly string[] Beginnings = ["amountspent", "paymentmethodtype", "actionscheckout", "purchasemade"];

    /// <summary>Whether the column is known only after checkout.</summary>
    public static bool Contains(string column)
    {
        var plain = Plain(column);
        return Names.Contains(plain) || Beginnings.Any(b => plain.StartsWith(b, StringComparison.Ordinal));
    }

    /// <summary>Refuses columns that are known only after checkout.</summary>
    /// <exception cref="ArgumentException">There are some beside the forced ones; the message names them.</exception>
    public static void Refuse(IEnumerable<string> columns, IReadOnlySet<string> forced)
    {
        var refused = columns.Where(c => !forced.Contains(c) && Contains(c)).ToList();
        if (refused.Count == 0) return;
        throw new ArgumentException(
            $"refused as features, since they are known only after checkout: {string.Join(", ", refused)}; exclude them, or force them by name",
            nameof(columns));
    }

    private static string Plain(string column)
    {
        var text = new StringBuilder(column.Length);
        foreach (var character in column.AsSpan(column.LastIndexOf('.') + 1))
            if (char.IsLetterOrDigit(character)) text.Append(char.ToLowerInvariant(character));
        return text.ToString();
    }
}
