namespace Shopstream.Tests.Support;

/// <summary>Where the sources and the real data lie.</summary>
internal static class Repository
{
    /// <summary>The folder of Shopstream.sln.</summary>
    public static string Root { get; } = Find(d => File.Exists(Path.Combine(d, "Shopstream.sln")))
        ?? throw new DirectoryNotFoundException("There is no Shopstream.sln above the tests.");

    /// <summary>A file of the real data; the test is skipped where it is absent.</summary>
    public static string RealData(params string[] path)
    {
        var root = Environment.GetEnvironmentVariable("SHOPSTREAM_DATA");
        if (root is null && Find(d => Directory.Exists(Path.Combine(d, "shared", "data"))) is { } parent) root = Path.Combine(parent, "shared", "data");
        var file = root is null ? null : Path.Combine([root, .. path]);
        if (file is null || !Path.Exists(file))
            Assert.Ignore($"The real data file {Path.Combine(path)} is absent: it is looked for in shared/data beside the repository, or where SHOPSTREAM_DATA says.");
        return file!;
    }

    private static string? Find(Func<string, bool> holds)
    {
        for (var directory = new DirectoryInfo(TestContext.CurrentContext.TestDirectory); directory is not null; directory = directory.Parent)
            if (holds(directory.FullName)) return directory.FullName;
        return null;
    }
}
