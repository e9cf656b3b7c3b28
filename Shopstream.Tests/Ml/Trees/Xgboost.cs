using System.Diagnostics;
using System.Runtime.InteropServices;
using Shopstream.Modules.Ml;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Ml.Trees;

/// <summary>XGBoost, where Debian's python3-xgboost is installed.</summary>
internal static class Xgboost
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Runs <c>eng/peers/exchange.py</c>; the test is skipped where XGBoost is absent.</summary>
    public static async Task RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        if (!File.Exists(Python) || (await StartAsync(["-c", "import xgboost"], cancellationToken)).Code != 0)
            Assert.Ignore("This test compares with XGBoost and needs /usr/bin/python3 with the package python3-xgboost.");
        var (code, errors) = await StartAsync([Path.Combine(Repository.Root, "eng", "peers", "exchange.py"), .. arguments], cancellationToken);
        if (code != 0) throw new InvalidOperationException($"exchange.py ended with {code}: {errors}");
    }

    public static void SaveRows(FeatureMatrix matrix, float[] labels, string folder)
    {
        var cells = new float[matrix.Rows * matrix.Columns];
        for (var r = 0; r < matrix.Rows; r++)
            for (var c = 0; c < matrix.Columns; c++) cells[r * matrix.Columns + c] = matrix[r, c];
        File.WriteAllBytes(Path.Combine(folder, "rows.f32"), MemoryMarshal.AsBytes(cells.AsSpan()));
        File.WriteAllBytes(Path.Combine(folder, "labels.f32"), MemoryMarshal.AsBytes(labels.AsSpan()));
    }

    public static float[] Floats(string file) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(file)).ToArray();

    private static async Task<(int Code, string Errors)> StartAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Python, arguments) { UseShellExecute = false, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, errors);
    }
}
