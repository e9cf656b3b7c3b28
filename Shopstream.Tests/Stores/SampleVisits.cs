using Shopstream.Modules.Stores;

namespace Shopstream.Tests.Stores;

/// <summary>Random visits of one partition, and what sketches without any error answer to them.</summary>
internal static class SampleVisits
{
    /// <summary>Visits with repeats of sessions, invalid ones among them, and gaps between the offsets.</summary>
    public static Visit[] Make(int seed, int count, int users = 40, int sessions = 0)
    {
        var random = new Random(seed);
        var visits = new Visit[count];
        var offset = -1L;
        if (sessions == 0) sessions = 3 * count;
        for (var i = 0; i < count; i++)
        {
            offset += random.Next(10) == 0 ? random.Next(1, 20) : 1;
            visits[i] = new(offset, $"session-{random.Next(sessions)}", $"user-{random.Next(users)}", random.Next(8) != 0);
        }

        return visits;
    }

    /// <summary>The right answers, recomputed from the start.</summary>
    /// <param name="visits">Everything the partition got, in order.</param>
    /// <param name="wasSeen">Says whether a filter had seen a user whose first valid visit this is; none had without it.</param>
    /// <param name="remembered">Offsets of a generation, of which two are remembered; all are without it.</param>
    public static VisitAnswer[] Answers(IReadOnlyList<Visit> visits, Func<string, bool>? wasSeen = null, long remembered = long.MaxValue)
    {
        var (sessions, counts) = (new Dictionary<string, long>(), new Dictionary<string, long>());
        var answers = new VisitAnswer[visits.Count];
        for (var i = 0; i < answers.Length; i++)
        {
            var visit = visits[i];
            if (sessions.TryGetValue(visit.SessionId, out var offset) && (visit.Offset / remembered) - (offset / remembered) <= 1)
            {
                answers[i] = new(true, false, 0);
                continue;
            }

            sessions[visit.SessionId] = visit.Offset;
            if (!visit.IsValid) continue;
            var before = counts.GetValueOrDefault(visit.UserId);
            counts[visit.UserId] = before + 1;
            answers[i] = new(false, before > 0 || (wasSeen?.Invoke(visit.UserId) ?? false), before + 1);
        }

        return answers;
    }

    /// <summary>Valid sessions of each user.</summary>
    public static IEnumerable<(string User, long Count)> Counts(IReadOnlyList<Visit> visits) => visits
        .Zip(Answers(visits)).Where(v => v.Second.SessionCount > 0)
        .GroupBy(v => v.First.UserId, (user, answered) => (user, answered.Max(v => v.Second.SessionCount)));

    /// <summary>Users with a valid session.</summary>
    public static long Users(IReadOnlyList<Visit> visits) => Counts(visits).LongCount();
}
