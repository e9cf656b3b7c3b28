using Shopstream.Tests.Support;

namespace Shopstream.Tests.Host;

[TestFixture, CancelAfter(60_000)]
internal sealed class SimulateCommandTests
{
    [Test]
    public async Task Simulate_SameSeed_WritesTheSameBytesAndAnotherSeedOthers(CancellationToken cancel)
    {
        using var directory = new TempDirectory();
        var files = await Task.WhenAll(
            SimulateAsync(directory, "a", "7", cancel), SimulateAsync(directory, "b", "7", cancel), SimulateAsync(directory, "c", "8", cancel));
        files[0].Count(b => b == (byte)'\n').ShouldBe(2_000);
        files[1].AsSpan().SequenceEqual(files[0]).ShouldBeTrue("the same seed");
        files[2].AsSpan().SequenceEqual(files[0]).ShouldBeFalse("another seed");
    }

    [TestCase("--sessions", "-1")]
    [TestCase("--sessions", "many")]
    [TestCase("--sesions", "5")]
    public async Task Simulate_UnusableArgument_Fails(string option, string value)
    {
        using var directory = new TempDirectory();
        var (exitCode, _, errors) = await HostProcess.RunAsync(["simulate", option, value, "--out", directory.File("x"), $"--Data:Path={directory.File("data")}"], default);
        exitCode.ShouldNotBe(0);
        errors.ShouldContain(option == "--sesions" ? option : value);
        errors.ShouldNotContain("   at ");
        File.Exists(directory.File("x")).ShouldBeFalse();
    }

    private static async Task<byte[]> SimulateAsync(TempDirectory directory, string name, string seed, CancellationToken cancel)
    {
        var (exitCode, _, errors) = await HostProcess.RunAsync(
            ["simulate", "--sessions", "2000", "--seed", seed, "--out", directory.File(name), $"--Data:Path={directory.File("data-" + name)}"], cancel);
        exitCode.ShouldBe(0, errors);
        return await File.ReadAllBytesAsync(directory.File(name), cancel);
    }
}
