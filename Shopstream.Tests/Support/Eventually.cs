using System.Diagnostics;

namespace Shopstream.Tests.Support;

/// <summary>Polls until a condition holds.</summary>
internal static class Eventually
{
    public static async Task BecomesTrueAsync(Func<Task<bool>> condition, string what, TimeSpan? timeout = null)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            if (clock.Elapsed > (timeout ?? TimeSpan.FromSeconds(20))) Assert.Fail($"Waited {clock.Elapsed.TotalSeconds:0} s in vain: {what}");
            await Task.Delay(20);
        }
    }

    public static Task BecomesTrueAsync(Func<bool> condition, string what, TimeSpan? timeout = null) =>
        BecomesTrueAsync(() => Task.FromResult(condition()), what, timeout);
}
