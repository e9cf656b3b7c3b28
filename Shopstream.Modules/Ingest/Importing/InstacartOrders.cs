using System.Globalization;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Ingest.Importing;

/// <summary>The orders of an Instacart folder, in memory (some 60 bytes an order): whose each is, and when it was placed.</summary>
/// <remarks>
/// The data set has no dates, only a weekday, an hour and the days since the user's prior order. Each user's first order is
/// put into the week that begins at <see cref="Epoch"/>, and each later one as many days after the prior as it says
/// (<see cref="UnknownGap"/> for an order that the folder lacks or that does not say), then on the nearest day that has its
/// weekday (weekday 0 = Sunday) and is not before the prior order, at its hour (noon when unknown). The nearest day matters
/// because the source caps the gap at 30 days. So the times depend on the orders file alone, not on the order of its rows.
/// </remarks>
internal sealed class InstacartOrders
{
    /// <summary>A Sunday. The longest history possible, 100 orders 30 days apart, ends in 2023.</summary>
    public static readonly DateTimeOffset Epoch = new(2015, 1, 4, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Days between two orders where nothing is known: a week, the most common gap below the cap.</summary>
    public const int UnknownGap = 7;

    private const int Unknown = -1;
    private const int MostOrders = 1_000_000;

    private readonly Dictionary<int, Placed> _placed = [];
    private List<Order> _orders = [];

    /// <summary>A row of an orders file.</summary>
    public Func<Rejection?> Orders(CsvTable table)
    {
        var columns = table.Require("order_id", "user_id", "order_number", "order_dow", "order_hour_of_day", "days_since_prior_order");
        return () =>
        {
            if (Begin(table, columns, out var order) is { } bad) return bad;
            if (FieldText.Whole(table[columns[3]], "order_dow", 0, 6, out var weekday) is { } badWeekday) return badWeekday;
            if (FieldText.Whole(table[columns[4]], "order_hour_of_day", 0, 23, out var hour) is { } badHour) return badHour;
            double gap = Unknown;
            var days = table[columns[5]];
            if (!days.IsEmpty && FieldText.Number(days, "days_since_prior_order", 0, 366, out gap) is { } badGap) return badGap;
            Add(order with { Weekday = weekday, Hour = hour, Gap = (int)gap });
            return null;
        };
    }

    /// <summary>A row of a file that only says whose an order is; to be read after the orders files.</summary>
    public Func<Rejection?> OrderUsers(CsvTable table)
    {
        var columns = table.Require("order_id", "user_id", "order_number");
        return () =>
        {
            if (Begin(table, columns, out var order) is { } bad) return bad;
            Add(order);
            return null;
        };
    }

    /// <summary>Computes the times, once everything has been read.</summary>
    public void Place()
    {
        _orders.Sort(static (a, b) => a.User != b.User ? a.User.CompareTo(b.User)
            : a.Number != b.Number ? a.Number.CompareTo(b.Number) : a.Id.CompareTo(b.Id));
        var user = Unknown;
        var number = 0;
        long day = 0;
        foreach (var order in _orders)
        {
            if (order.User != user) (user, number, day) = (order.User, 1, 0);
            if (order.Number > number)
                day = Nearest(day, day + ((order.Number - number - 1L) * UnknownGap) + (order.Gap == Unknown ? UnknownGap : order.Gap), order.Weekday);
            else if (day == 0 && order.Weekday != Unknown)
                day = order.Weekday;
            number = order.Number;
            _placed[order.Id] = new Placed(user, day, order.Hour == Unknown ? 12 : order.Hour);
        }

        _orders = [];
    }

    /// <summary>Whose order it is and when it was placed; false when no file says so.</summary>
    public bool TryFind(int order, out int user, out DateTimeOffset time)
    {
        var found = _placed.TryGetValue(order, out var placed);
        user = placed.User;
        time = Epoch.AddHours((placed.Day * 24) + placed.Hour);
        return found;
    }

    // The day nearest to the wanted one that has the weekday and is not before the earliest.
    private static long Nearest(long earliest, long wanted, int weekday)
    {
        if (weekday == Unknown) return wanted;
        var ahead = (weekday - (wanted % 7) + 7) % 7;
        var day = ahead > 3 ? wanted + ahead - 7 : wanted + ahead;
        return day < earliest ? day + 7 : day;
    }

    private static Rejection? Begin(CsvTable table, int[] columns, out Order order)
    {
        order = default;
        if (FieldText.Whole(table[columns[0]], "order_id", 0, int.MaxValue, out var id) is { } badId) return badId;
        if (table[columns[1]].IsEmpty) return FieldText.NoUser("user_id");
        if (FieldText.Whole(table[columns[1]], "user_id", 0, int.MaxValue, out var user) is { } badUser) return badUser;
        if (FieldText.Whole(table[columns[2]], "order_number", 1, 10_000, out var number) is { } badNumber) return badNumber;
        order = new Order(id, user, number, Unknown, Unknown, Unknown);
        return null;
    }

    // The first row of an order counts: an orders file knows more than a file of order and user, which repeats itself.
    private void Add(Order order)
    {
        if (_placed.TryAdd(order.Id, default)) _orders.Add(order);
    }

    private readonly record struct Order(int Id, int User, int Number, int Weekday, int Hour, int Gap);

    private readonly record struct Placed(int User, long Day, int Hour);
}
