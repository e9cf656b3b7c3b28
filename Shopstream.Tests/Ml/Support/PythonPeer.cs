using System.Diagnostics;
using System.Globalization;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Ml.Support;

/// <summary>Runs a script of the system's Python on a table; the test is skipped where Python or a package is absent.</summary>
internal static class PythonPeer
{
    private const string Python = "/usr/bin/python3";

    /// <summary>The numbers that the script prints, one a line. Exit code 3 means that a package is absent.</summary>
    public static async Task<IReadOnlyList<double>> Run(string script, IEnumerable<string> table, CancellationToken cancel)
    {
        if (!File.Exists(Python)) Assert.Ignore($"{Python} is absent; this test compares with scikit-learn (python3-sklearn).");
        using var folder = new TempDirectory();
        await File.WriteAllTextAsync(folder.File("peer.py"), script, cancel);
        await File.WriteAllLinesAsync(folder.File("table.csv"), table, cancel);
        var start = new ProcessStartInfo(Python, [folder.File("peer.py"), folder.File("table.csv")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["OMP_NUM_THREADS"] = "1";
        start.Environment["OPENBLAS_NUM_THREADS"] = "1";
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancel);
            var errors = process.StandardError.ReadToEndAsync(cancel);
            await process.WaitForExitAsync(cancel);
            if (process.ExitCode == 3) Assert.Ignore("A Python package is absent; install python3-sklearn to compare with scikit-learn.");
            process.ExitCode.ShouldBe(0, await errors);
            return [.. (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => double.Parse(l, CultureInfo.InvariantCulture))];
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
