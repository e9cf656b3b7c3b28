using Shopstream.Tests.Support;

namespace Shopstream.Tests.Architecture;

[TestFixture]
internal sealed class ModuleBoundaryTests
{
    [Test]
    public void Sources_OfEveryModule_UseLowerLayersAndThemselvesOnly() =>
        ModuleBoundaries.Violations(Path.Combine(Repository.Root, "Shopstream.Modules")).ShouldBeEmpty();

    [TestCase("Archive", "using Shopstream.Modules.Ingest;", "Archive uses Ingest")]
    [TestCase("Events", "using Shopstream.Modules.Bus;", "Events uses Bus")]
    [TestCase("Bus", "var x = Shopstream.Modules.Stores.Document.Empty;", "Bus uses Stores")]
    [TestCase("Streaming", "global using Shopstream.Modules.StreamAnalytics.Sentiment;", "Streaming uses StreamAnalytics")]
    [TestCase("Streaming", "using Shopstream.Modules.Jobs;", "Streaming uses Jobs")]
    [TestCase("Jobs", "using Shopstream.Modules.Ml.Models;", "Jobs uses Ml")]
    [TestCase("Ml", "using Shopstream.Modules.Archive;", "Ml uses Archive")]
    public void Sources_WithAPlantedViolation_AreReported(string folder, string line, string expected)
    {
        using var planted = new TempDirectory();
        foreach (var name in (string[])["Events", "Bus", "Stores", "Streaming", "Jobs", "Ml", "Archive", "Ingest", "StreamAnalytics"])
            Directory.CreateDirectory(planted.File(name));
        File.WriteAllText(Path.Combine(planted.Path, folder, "Planted.cs"), line + "\nnamespace Shopstream.Modules." + folder + ";\n");

        ModuleBoundaries.Violations(planted.Path).ShouldHaveSingleItem().ShouldEndWith(expected);
    }

    [Test]
    public void Sources_UsingLowerLayers_AreFine()
    {
        using var planted = new TempDirectory();
        foreach (var name in (string[])["Events", "Bus", "Jobs", "Ml", "Archive"]) Directory.CreateDirectory(planted.File(name));
        File.WriteAllText(
            Path.Combine(planted.Path, "Archive", "Fine.cs"),
            "using Shopstream.Modules.Bus;\nusing Shopstream.Modules.Events;\nusing Shopstream.Modules.Jobs;\nusing Shopstream.Modules.Ml.Models;\n// Shopstream.Modules.Ingest is only mentioned here\n");

        ModuleBoundaries.Violations(planted.Path).ShouldBeEmpty();
    }
}
