namespace Shopstream.Modules.Ml.Segments;

/// <summary>Who moved between an earlier run and a new one.</summary>
/// <param name="before">The earlier segments; null for none.</param>
/// <param name="after">The new ones, and who is in them.</param>
/// <param name="atMs">When, ms since 1970-01-01 UTC.</param>
internal sealed class SegmentMoves(SegmentModel? before, SegmentRun after, long atMs)
{
    private readonly Dictionary<string, string> _namesBefore = Names(before);
    private readonly Dictionary<string, string> _namesAfter = Names(after.Model);
    private readonly List<SegmentMove> _moves = [];
    private readonly List<string> _left = [];

    /// <summary>The moves found.</summary>
    public IReadOnlyList<SegmentMove> Moves => _moves;

    /// <summary>Those who are in no segment any more.</summary>
    public IReadOnlyList<string> Left => _left;

    /// <summary>Compares, and gives the members as they are now.</summary>
    public IReadOnlyList<SegmentMember> Apply(IReadOnlyList<string> customers, FeatureMatrix table, IReadOnlyDictionary<string, SegmentMember> members)
    {
        var now = new List<SegmentMember>(customers.Count);
        for (var i = 0; i < customers.Count; i++)
        {
            var (user, segment) = (customers[i], after.Members[i]);
            var was = members.GetValueOrDefault(user);
            var cause = was is null ? SegmentMoveCause.Joined : after.IsFit ? SegmentMoveCause.Refit : SegmentMoveCause.Behaviour;
            if (was?.SegmentId != segment) Move(user, was?.SegmentId, segment, cause);
            var features = new Dictionary<string, double>(StringComparer.Ordinal);
            for (var c = 0; c < table.Columns; c++) features[table.Names[c]] = Math.Round(table[i, c], 4);
            now.Add(new(user, segment, was?.SegmentId == segment ? was.SinceMs : atMs, features));
        }

        var present = customers.ToHashSet(StringComparer.Ordinal);
        foreach (var (user, was) in members)
        {
            if (present.Contains(user)) continue;
            _left.Add(user);
            Move(user, was.SegmentId, null, SegmentMoveCause.Left);
        }

        return now;
    }

    private void Move(string user, string? from, string? to, SegmentMoveCause cause) =>
        _moves.Add(new(user, atMs, from, from is null ? null : _namesBefore.GetValueOrDefault(from), to, to is null ? null : _namesAfter[to], cause));

    private static Dictionary<string, string> Names(SegmentModel? model) =>
        model?.Segments.ToDictionary(s => s.Id, s => s.Name, StringComparer.Ordinal) ?? new(StringComparer.Ordinal);
}
