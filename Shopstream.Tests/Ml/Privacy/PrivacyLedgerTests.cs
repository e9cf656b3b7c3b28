using System.Text;
using Shopstream.Modules.Ml.Privacy;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Ml.Privacy;

[TestFixture]
internal sealed class PrivacyLedgerTests
{
    private readonly ManualTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [Test]
    public void Spend_UpToTheBudget_IsEnteredExactly()
    {
        var ledger = new PrivacyLedger(0.3, 0, _time);
        for (var i = 0; i < 3; i++) ledger.Spend("count", 0.1);
        ledger.EpsilonSpent.ShouldBe(0.3);
        ledger.Entries.Count.ShouldBe(3);
        ledger.Entries[0].ShouldBe(new PrivacySpending("count", 0.1, 0, _time.GetUtcNow()));
    }

    [Test]
    public void Spend_BeyondTheBudget_IsRefusedAndNothingEntered()
    {
        var ledger = new PrivacyLedger(1, 1e-5, _time);
        ledger.Spend("first", 0.9, 1e-5);
        Should.Throw<PrivacyBudgetException>(() => ledger.Spend("second", 0.2)).Message.ShouldContain("second");
        Should.Throw<PrivacyBudgetException>(() => ledger.Spend("third", 0.05, 1e-9)).Message.ShouldContain("third");
        ledger.EpsilonSpent.ShouldBe(0.9);
        ledger.Spend("fourth", 0.1);
        ledger.Entries.Select(e => e.Purpose).ShouldBe(["first", "fourth"]);
    }

    [Test]
    public void Spend_FromManyThreads_NeverExceedsTheBudget()
    {
        var ledger = new PrivacyLedger(1, 0, _time);
        var refused = 0;
        Parallel.For(0, 500, _ =>
        {
            try
            {
                ledger.Spend("count", 0.01);
            }
            catch (PrivacyBudgetException)
            {
                Interlocked.Increment(ref refused);
            }
        });
        refused.ShouldBe(400);
        ledger.EpsilonSpent.ShouldBe(1);
    }

    [Test]
    public void Load_WhatWasSaved_GoesOnWhereItStood()
    {
        var ledger = new PrivacyLedger(1, 1e-5, _time);
        ledger.Spend("training", 0.75, 5e-6);
        using var stream = new MemoryStream();
        ledger.Save(stream);
        stream.Position = 0;
        var loaded = PrivacyLedger.Load(stream, _time);
        loaded.Entries.ShouldBe(ledger.Entries);
        loaded.DeltaSpent.ShouldBe(5e-6);
        Should.Throw<PrivacyBudgetException>(() => loaded.Spend("more", 0.3));
    }

    [TestCase("""{"version":1,"epsilon":1,"delta":0,"entries":[{"purpose":"x","epsilon":2,"delta":0,"at":"2026-01-01T00:00:00Z"}]}""")]
    [TestCase("""{"version":1,"epsilon":1,"delta":0,"entries":[{"purpose":"x","epsilon":-2,"delta":0,"at":"2026-01-01T00:00:00Z"}]}""")]
    [TestCase("""{"version":2,"epsilon":1,"delta":0,"entries":[]}""")]
    [TestCase("[]")]
    public void Load_AnythingElse_IsRefused(string json) =>
        Should.Throw<InvalidDataException>(() => PrivacyLedger.Load(new MemoryStream(Encoding.UTF8.GetBytes(json)), _time));

    [TestCase(0.0, 0.0)]
    [TestCase(double.NaN, 0.0)]
    [TestCase(1.0, 1.0)]
    [TestCase(1.0, -0.1)]
    public void Constructor_BudgetOutOfRange_IsRefused(double epsilon, double delta) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new PrivacyLedger(epsilon, delta, _time));
}
