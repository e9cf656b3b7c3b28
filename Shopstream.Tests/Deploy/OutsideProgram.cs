using System.ComponentModel;
using System.Diagnostics;

namespace Shopstream.Tests.Deploy;

/// <summary>Runs a program that may be absent.</summary>
internal static class OutsideProgram
{
    /// <summary>Runs it to its end; where it is absent the test is skipped.</summary>
    /// <param name="start">What to run, its streams redirected.</param>
    /// <param name="needed">Name and purpose, for the sentence that tells why the test was skipped.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(ProcessStartInfo start, string needed, CancellationToken cancel)
    {
        Process? process = null;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Ignore($"This machine does not have {needed}.");
        }

        using (process)
        {
            try
            {
                var output = process!.StandardOutput.ReadToEndAsync(cancel);
                var errors = process.StandardError.ReadToEndAsync(cancel);
                await process.WaitForExitAsync(cancel);
                return (process.ExitCode, await output, await errors);
            }
            finally
            {
                if (!process!.HasExited) process.Kill();
            }
        }
    }
}
