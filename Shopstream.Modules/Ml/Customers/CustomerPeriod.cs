using Shopstream.Modules.Jobs;

namespace Shopstream.Modules.Ml.Customers;

/// <summary>The days that a run looks at.</summary>
/// <param name="First">First day, in days since 1970-01-01 UTC.</param>
/// <param name="Last">Last day.</param>
public readonly record struct CustomerPeriod(int First, int Last)
{
    private const int Longest = 100_000;

    /// <summary>Whether a day is in it.</summary>
    public bool Contains(int day) => day >= First && day <= Last;

    /// <summary>Parameters of jobs that look at a period.</summary>
    /// <param name="length">Its length unless told otherwise.</param>
    public static IReadOnlyList<JobParameter> Parameters(TimeSpan length) =>
    [
        JobParameter.Duration("period", "How far back from the end, whole days; what is older does not count.", length),
        JobParameter.Time("from", "First day (UTC); the period does not count then."),
        JobParameter.Time("to", "Day after the last one (UTC). Default: after the last record."),
    ];

    /// <summary>The period of a run.</summary>
    /// <param name="run">Its parameters.</param>
    /// <param name="lastDay">Last day of which anything is known.</param>
    /// <exception cref="ArgumentException">It ends before it begins.</exception>
    public static CustomerPeriod Of(JobRun run, int lastDay) => Of(run.Instant("from"), run.Instant("to"), run.Duration("period")!.Value, lastDay);

    /// <summary>The period of these limits.</summary>
    /// <param name="from">First day; null for <paramref name="length"/> back from the end.</param>
    /// <param name="to">Day after the last; null for the last of which anything is known.</param>
    /// <param name="length">Length when there is no first day.</param>
    /// <param name="lastDay">Last day of which anything is known.</param>
    /// <exception cref="ArgumentException">It ends before it begins.</exception>
    public static CustomerPeriod Of(DateTimeOffset? from, DateTimeOffset? to, TimeSpan length, int lastDay)
    {
        var last = to is { } end ? CustomerDayBuilder.DayOf(end.ToUnixTimeMilliseconds() - 1) : lastDay;
        var first = from is { } begin ? CustomerDayBuilder.DayOf(begin.ToUnixTimeMilliseconds()) : last + 1 - (int)Math.Clamp(Math.Ceiling(length.TotalDays), 1, Longest);
        if (from is not null && first > last && to is not null) throw new ArgumentException($"from, to: found {from:yyyy-MM-dd} and {to:yyyy-MM-dd}, expected a first day before the day after the last.", nameof(to));
        return new(first, last);
    }
}
