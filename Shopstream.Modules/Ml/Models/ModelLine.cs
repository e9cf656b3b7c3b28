namespace Shopstream.Modules.Ml.Models;

/// <summary>A version as its line knows it.</summary>
/// <param name="Number">Its number.</param>
/// <param name="State">Its state.</param>
/// <param name="Changes">How it came to that state, oldest first.</param>
/// <param name="Verdict">How it compared; null before it was compared.</param>
internal sealed record ModelEntry(int Number, ModelState State, IReadOnlyList<ModelChange> Changes, ModelVerdict? Verdict)
{
    public ModelEntry To(ModelState state, long nowMs, string reason) => this with { State = state, Changes = [.. Changes, new ModelChange(state, nowMs, reason)] };

    /// <summary>When it became what it is.</summary>
    public long SinceMs => Changes.Count == 0 ? 0 : Changes[^1].AtMs;
}

/// <summary>
/// The states of all versions of one model, in one document: a promotion changes two of them at once or none. Each function gives
/// the line as it is afterwards.
/// </summary>
/// <param name="Name">Name of the model.</param>
/// <param name="NextNumber">Number of the next version.</param>
/// <param name="Entries">The versions, by number.</param>
/// <param name="Revision">Rises with every change.</param>
internal sealed record ModelLine(string Name, int NextNumber, IReadOnlyList<ModelEntry> Entries, long Revision)
{
    /// <summary>The version that predicts; null when none does.</summary>
    public ModelEntry? Current => Entries.FirstOrDefault(e => e.State == ModelState.Current);

    /// <summary>The version that was current before; null when there is none.</summary>
    public ModelEntry? Previous => Entries.Where(e => e.State == ModelState.Retired).OrderByDescending(e => e.SinceMs).ThenByDescending(e => e.Number).FirstOrDefault();

    /// <summary>A line without versions.</summary>
    public static ModelLine Empty(string name) => new(name, 1, [], 0);

    /// <summary>One version; null when there is none of that number.</summary>
    public ModelEntry? Find(int number) => Entries.FirstOrDefault(e => e.Number == number && e.State != ModelState.Writing);

    /// <summary>Takes the next number for a version that is about to be written.</summary>
    public ModelLine Reserve(long nowMs) => this with
    {
        NextNumber = NextNumber + 1,
        Entries = [.. Entries, new ModelEntry(NextNumber, ModelState.Writing, [new ModelChange(ModelState.Writing, nowMs, "being written")], null)],
    };

    /// <summary>A version is written and can be seen.</summary>
    public ModelLine Written(int number, long nowMs) =>
        Replace(number, e => e with { State = ModelState.Candidate, Changes = [new ModelChange(ModelState.Candidate, nowMs, "trained")] });

    /// <summary>A version was compared: it becomes current when it is better, else it is rejected.</summary>
    public ModelLine Decide(int number, ModelVerdict verdict, long nowMs)
    {
        var judged = Replace(number, e => e with { Verdict = verdict });
        return verdict.IsBetter ? judged.Promote(number, verdict.Reason, nowMs) : judged.Replace(number, e => e.To(ModelState.Rejected, nowMs, verdict.Reason));
    }

    /// <summary>A version becomes current, the one before retires.</summary>
    public ModelLine Promote(int number, string reason, long nowMs)
    {
        if (Current?.Number == number) return this;
        var retired = Current is { } current ? Replace(current.Number, e => e.To(ModelState.Retired, nowMs, $"version {number} took its place: {reason}")) : this;
        return retired.Replace(number, e => e.To(ModelState.Current, nowMs, reason));
    }

    /// <summary>
    /// Leaves out the oldest versions but for <paramref name="keep"/>, the current one and the one before; and those that were never
    /// finished within <paramref name="writingMs"/>.
    /// </summary>
    public (ModelLine Line, IReadOnlyList<int> Removed) Trim(int keep, long nowMs, long writingMs)
    {
        var spared = new HashSet<int>(Entries.Where(e => e.State != ModelState.Writing).OrderByDescending(e => e.Number).Take(keep).Select(e => e.Number));
        if (Current is { } current) spared.Add(current.Number);
        if (Previous is { } previous) spared.Add(previous.Number);
        var kept = Entries.Where(e => e.State == ModelState.Writing ? nowMs - e.SinceMs < writingMs : spared.Contains(e.Number)).ToList();
        return (kept.Count == Entries.Count ? this : this with { Entries = kept }, [.. Entries.Except(kept).Select(e => e.Number)]);
    }

    private ModelLine Replace(int number, Func<ModelEntry, ModelEntry> change) => Entries.Any(e => e.Number == number)
        ? this with { Entries = [.. Entries.Select(e => e.Number == number ? change(e) : e)] }
        : throw new ModelMissingException(Name, number);
}
