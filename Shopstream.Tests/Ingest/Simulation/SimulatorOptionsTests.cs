using Shopstream.Modules.Ingest.Simulation;

namespace Shopstream.Tests.Ingest.Simulation;

public sealed class SimulatorOptionsTests
{
    private static IEnumerable<TestCaseData<SimulatorOptions, string>> Broken()
    {
        yield return new(new SimulatorOptions { BotShare = 1.5 }, nameof(SimulatorOptions.BotShare));
        yield return new(new SimulatorOptions { DuplicateShare = 1 }, nameof(SimulatorOptions.DuplicateShare));
        yield return new(new SimulatorOptions { Users = 0 }, nameof(SimulatorOptions.Users));
        yield return new(new SimulatorOptions { Span = TimeSpan.Zero }, nameof(SimulatorOptions.Span));
        yield return new(new SimulatorOptions { ReviewShare = double.NaN }, nameof(SimulatorOptions.ReviewShare));
        yield return new(new SimulatorOptions { LateTo = TimeSpan.Zero }, nameof(SimulatorOptions.LateTo));
        yield return new(new SimulatorOptions { Start = DateTimeOffset.MinValue }, nameof(SimulatorOptions.Start));
    }

    [TestCaseSource(nameof(Broken))]
    public void Constructor_SettingOutOfRange_NamesIt(SimulatorOptions options, string setting) =>
        Should.Throw<ArgumentException>(() => new ShopSimulator(options)).Message.ShouldContain(setting);

    [Test]
    public void Constructor_OptionsChangedAfterwards_KeepsTheOldOnes()
    {
        var options = new SimulatorOptions { BotShare = 0, Users = 100 };
        var shop = new ShopSimulator(options);
        options.BotShare = 1;
        shop.Generate(50).ShouldAllBe(s => s.BrowsingPattern.Count <= 12);
    }
}
