namespace Shopstream.Modules.Ml.Instacart;

/// <summary>What is known of users from their orders.</summary>
internal static class UserHistory
{
    /// <summary>
    /// For each order the mean of its user's days between orders up to and including the days before it: what is known when it is
    /// placed. Later orders do not enter. NaN where no days are known.
    /// </summary>
    public static float[] MeanDaysUpTo(IReadOnlyList<InstacartOrder> orders)
    {
        var means = new float[orders.Count];
        var (user, sum, count) = (-1, 0.0, 0);
        foreach (var i in Enumerable.Range(0, orders.Count).OrderBy(i => orders[i].User).ThenBy(i => orders[i].Number))
        {
            if (orders[i].User != user) (user, sum, count) = (orders[i].User, 0, 0);
            if (!float.IsNaN(orders[i].DaysSincePrior)) (sum, count) = (sum + orders[i].DaysSincePrior, count + 1);
            means[i] = count == 0 ? float.NaN : (float)(sum / count);
        }

        return means;
    }

    /// <summary>Each user's number of orders and mean of the days between them (NaN where unknown), over the whole folder; by user.</summary>
    public static IEnumerable<(int User, int Orders, double MeanDays)> Totals(IReadOnlyList<InstacartOrder> orders) => orders
        .GroupBy(o => o.User)
        .OrderBy(g => g.Key)
        .Select(g =>
        {
            var days = g.Where(o => !float.IsNaN(o.DaysSincePrior)).Select(o => (double)o.DaysSincePrior).ToArray();
            return (g.Key, g.Count(), days.Length == 0 ? double.NaN : days.Average());
        });
}
