using Shopstream.Modules.Ingest;
using Shopstream.Modules.Ingest.Importing;
using Shopstream.Modules.Ingest.Simulation;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Ingest;

[TestFixture, CancelAfter(10_000)]
internal sealed class ImportFingerprintTests
{
    [Test]
    public async Task Of_Files_DependsOnFormatAndContentAlone(CancellationToken cancel)
    {
        using var directory = new TempDirectory();
        await File.WriteAllTextAsync(directory.File("a"), "content", cancel);
        await File.WriteAllTextAsync(directory.File("b"), "content", cancel);
        await File.WriteAllTextAsync(directory.File("c"), "contents", cancel);
        var a = await ImportFingerprint.OfAsync("sessions", directory.File("a"), cancel);
        a.ShouldMatch("^[0-9a-f]{16}$");
        (await ImportFingerprint.OfAsync("sessions", directory.File("b"), cancel)).ShouldBe(a);
        (await ImportFingerprint.OfAsync("sessions", directory.File("c"), cancel)).ShouldNotBe(a);
        (await ImportFingerprint.OfAsync("rees46", directory.File("a"), cancel)).ShouldNotBe(a);
    }

    [Test]
    public async Task Of_Folders_DependsOnNamesAndContents(CancellationToken cancel)
    {
        using var one = new TempDirectory();
        using var two = new TempDirectory();
        foreach (var directory in (TempDirectory[])[one, two])
        {
            await File.WriteAllTextAsync(directory.File("x.csv"), "1", cancel);
            await File.WriteAllTextAsync(directory.File("y.csv"), "2", cancel);
        }

        var first = await ImportFingerprint.OfAsync("instacart", one.Path, cancel);
        (await ImportFingerprint.OfAsync("instacart", two.Path, cancel)).ShouldBe(first);
        File.Move(two.File("y.csv"), two.File("z.csv"));
        (await ImportFingerprint.OfAsync("instacart", two.Path, cancel)).ShouldNotBe(first);
    }

    [Test]
    public async Task Of_NothingThere_NamesThePath(CancellationToken cancel) =>
        (await Should.ThrowAsync<ImportFormatException>(async () => await ImportFingerprint.OfAsync("sessions", "/nowhere/at/all", cancel))).Message.ShouldContain("/nowhere/at/all");

    [Test]
    public void OfSimulation_OtherSettingOrCount_IsAnother()
    {
        var first = ImportFingerprint.OfSimulation(new SimulatorOptions(), 100);
        ImportFingerprint.OfSimulation(new SimulatorOptions(), 100).ShouldBe(first);
        ImportFingerprint.OfSimulation(new SimulatorOptions(), 101).ShouldNotBe(first);
        ImportFingerprint.OfSimulation(new SimulatorOptions { Seed = 43 }, 100).ShouldNotBe(first);
        ImportFingerprint.OfSimulation(new SimulatorOptions { CartShare = 0.31 }, 100).ShouldNotBe(first);
    }
}
