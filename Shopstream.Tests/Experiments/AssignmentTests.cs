using FsCheck;
using FsCheck.Fluent;
using Shopstream.Modules.Events;

namespace Shopstream.Tests.Experiments;

[TestFixture]
public sealed class AssignmentTests
{
    private const int Users = 100_000;

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public Property VariantOf_SameUser_StaysTheSameWhateverElseIsAsked() => Prop.ForAll<string, string>((user, other) =>
    {
        var id = user ?? "";
        var first = Running("sticky", 0.7, 1, 2, 3).VariantOf(id)?.Name;
        Running("sticky", 0.7, 1, 2, 3).VariantOf(other ?? "");
        Running("sticky", 0.7, 1, 2, 3).VariantOf(id)?.Name.ShouldBe(first);

        // Who takes part with little traffic stays in the same variant with more.
        if (first is not null) Running("sticky", 1, 1, 2, 3).VariantOf(id)!.Name.ShouldBe(first);
    });

    [TestCase(1.0, new double[] { 1, 1 })]
    [TestCase(0.3, new double[] { 1, 1 })]
    [TestCase(1.0, new double[] { 8, 1, 1 })]
    [TestCase(0.05, new double[] { 0.3, 0.2, 0.5 })]
    public void VariantOf_ManyUsers_KeepsTrafficAndShares(double traffic, double[] shares)
    {
        var experiment = Running("shares", traffic, shares);
        var counts = Enumerable.Range(0, Users).Select(i => experiment.VariantOf($"user-{i}")?.Name ?? "none").CountBy(name => name).ToDictionary();
        for (var i = 0; i < shares.Length; i++)
        {
            var rate = traffic * shares[i] / shares.Sum();
            Math.Abs(counts[$"v{i}"] - (Users * rate)).ShouldBeLessThan(4.5 * Math.Sqrt(Users * rate * (1 - rate)), $"variant {i}: {counts[$"v{i}"]} of {Users}");
        }
    }

    [Test]
    public void VariantOf_TwoExperiments_AreIndependent()
    {
        var (one, two) = (Running("one", 1, 1, 1), Running("two", 1, 1, 1));
        var both = Enumerable.Range(0, Users).Count(i => one.VariantOf($"{i}")!.Name == two.VariantOf($"{i}")!.Name);
        Math.Abs(both - (Users / 2)).ShouldBeLessThan((int)(4.5 * Math.Sqrt(Users / 4.0)));
    }

    [TestCase(ExperimentDefinition.Draft)]
    [TestCase(ExperimentDefinition.Stopped)]
    public void VariantOf_NotRunning_IsNone(string state)
    {
        var experiment = Running("x", 1, 1, 1);
        experiment.State = state;
        experiment.VariantOf("u").ShouldBeNull();
    }

    private static ExperimentDefinition Running(string id, double traffic, params double[] shares) => new()
    {
        Id = id,
        State = ExperimentDefinition.Running,
        Traffic = traffic,
        Variants = [.. shares.Select((share, i) => new ExperimentVariant { Name = $"v{i}", Share = share })],
    };
}
