using System.Text.Json;

namespace Shopstream.Modules.Ml.Privacy;

/// <summary>
/// Adds up what releases about the same people have cost, by basic composition (Dwork and Roth, "The Algorithmic Foundations of
/// Differential Privacy", 2014, theorem 3.16: both ε and δ add up), and refuses what would exceed the budget. Sums are
/// decimal, so that three times 0.1 is exactly 0.3. Thread-safe. Save it before publishing what was paid for.
/// </summary>
public sealed class PrivacyLedger
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly List<PrivacySpending> _entries = [];
    private decimal _epsilon;
    private decimal _delta;

    /// <summary>An empty ledger.</summary>
    /// <param name="epsilon">Budget, above 0 up to 1,000.</param>
    /// <param name="delta">Budget, 0 up to below 1.</param>
    /// <param name="time">Dates the entries.</param>
    /// <exception cref="ArgumentOutOfRangeException">A budget is out of range.</exception>
    public PrivacyLedger(double epsilon, double delta, TimeProvider time)
    {
        if (epsilon is not (> 0 and <= 1000)) throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "expected above 0 up to 1,000");
        if (delta is not (>= 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(delta), delta, "expected 0 up to below 1");
        (EpsilonBudget, DeltaBudget, _time) = (epsilon, delta, time);
    }

    /// <summary>The most that ε may add up to.</summary>
    public double EpsilonBudget { get; }

    /// <summary>The most that δ may add up to.</summary>
    public double DeltaBudget { get; }

    /// <summary>ε spent so far.</summary>
    public double EpsilonSpent => (double)Read(() => _epsilon);

    /// <summary>δ spent so far.</summary>
    public double DeltaSpent => (double)Read(() => _delta);

    /// <summary>Everything spent, in order.</summary>
    public IReadOnlyList<PrivacySpending> Entries => Read(() => _entries.ToArray());

    /// <summary>Enters a release that is about to be made.</summary>
    /// <param name="purpose">What for; no personal data.</param>
    /// <param name="epsilon">Above 0.</param>
    /// <param name="delta">0 or more.</param>
    /// <exception cref="PrivacyBudgetException">The budget would be exceeded; nothing is entered, and nothing may be released.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A cost is out of range.</exception>
    public void Spend(string purpose, double epsilon, double delta = 0)
    {
        if (epsilon is not (> 0 and < 1e6)) throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "expected above 0");
        if (delta is not (>= 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(delta), delta, "expected 0 up to below 1");
        Enter(new PrivacySpending(purpose, epsilon, delta, _time.GetUtcNow()));
    }

    /// <summary>Looks whether the budget suffices for several releases together, so that none is paid in vain. Enters nothing.</summary>
    /// <param name="purpose">What for.</param>
    /// <param name="epsilon">Sum of their ε.</param>
    /// <param name="delta">Sum of their δ.</param>
    /// <exception cref="PrivacyBudgetException">It does not.</exception>
    public void Require(string purpose, double epsilon, double delta)
    {
        lock (_lock) Refuse(purpose, epsilon, delta);
    }

    /// <summary>Writes budget and entries as JSON in UTF-8.</summary>
    public void Save(Stream stream) =>
        JsonSerializer.Serialize(stream, new LedgerDocument(1, EpsilonBudget, DeltaBudget, [.. Entries]), PrivacyJsonContext.Default.LedgerDocument);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is no ledger of a known version, or its entries exceed its budget.</exception>
    public static PrivacyLedger Load(Stream stream, TimeProvider time)
    {
        try
        {
            var document = JsonSerializer.Deserialize(stream, PrivacyJsonContext.Default.LedgerDocument);
            if (document is not { Version: 1, Entries: not null }) throw new InvalidDataException($"found a privacy ledger of version {document?.Version}, expected 1");
            var ledger = new PrivacyLedger(document.Epsilon, document.Delta, time);
            foreach (var entry in document.Entries) ledger.Enter(entry);
            return ledger;
        }
        catch (Exception e) when (e is JsonException or PrivacyBudgetException or ArgumentOutOfRangeException or OverflowException)
        {
            throw new InvalidDataException("found no valid privacy ledger: " + e.Message, e);
        }
    }

    private void Enter(PrivacySpending entry)
    {
        lock (_lock)
        {
            Refuse(entry.Purpose, entry.Epsilon, entry.Delta);
            (_epsilon, _delta) = (_epsilon + (decimal)entry.Epsilon, _delta + (decimal)entry.Delta);
            _entries.Add(entry);
        }
    }

    private void Refuse(string purpose, double epsilon, double delta)
    {
        if (epsilon <= 0 || delta < 0 || _epsilon + (decimal)epsilon > (decimal)EpsilonBudget || _delta + (decimal)delta > (decimal)DeltaBudget)
            throw new PrivacyBudgetException(purpose, epsilon, delta, EpsilonBudget - (double)_epsilon, DeltaBudget - (double)_delta);
    }

    private T Read<T>(Func<T> read)
    {
        lock (_lock) return read();
    }
}
