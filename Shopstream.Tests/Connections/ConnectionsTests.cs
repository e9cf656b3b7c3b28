using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Connections;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Connections;

[TestFixture, CancelAfter(30_000)]
internal sealed class ConnectionsTests
{
    private readonly ManualTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private TestMeterFactory _meters = null!;
    private ConnectionRegistry _registry = null!;

    [SetUp]
    public void Create()
    {
        _meters = new TestMeterFactory();
        _registry = new ConnectionRegistry(_meters, _time, NullLogger<ConnectionRegistry>.Instance);
    }

    [TearDown]
    public void Dispose() => _meters.Dispose();

    [Test]
    public async Task Check_NoOutsideServer_IsHealthy() => (await CheckAsync()).Status.ShouldBe(HealthStatus.Healthy);

    [TestCase(true, HealthStatus.Unhealthy)]
    [TestCase(false, HealthStatus.Degraded)]
    public async Task Check_ServerAway_NamesItAndTheReason(bool isRequired, HealthStatus expected)
    {
        var away = _registry.Add("mongodb", isRequired, _ => ValueTask.CompletedTask);
        _registry.Add("redis", isRequired: true, _ => ValueTask.CompletedTask).Succeeded();
        (await CheckAsync()).Description.ShouldBe("mongodb: not reached yet");
        away.Failed("connection refused");

        var result = await CheckAsync();

        result.Status.ShouldBe(expected);
        result.Description!.ShouldStartWith("mongodb: connection refused (since ");
        away.Succeeded();
        (await CheckAsync()).Status.ShouldBe(HealthStatus.Healthy);
    }

    [Test]
    public void Since_SameStateAgain_KeepsTheFirstTime()
    {
        var connection = _registry.Add("redis", isRequired: false, _ => ValueTask.CompletedTask);
        connection.Failed("first");
        var since = connection.Since;
        _time.Advance(TimeSpan.FromMinutes(1));
        connection.Failed("second");
        connection.Since.ShouldBe(since);
        connection.Failure.ShouldBe("second");
        connection.Succeeded();
        connection.Since.ShouldBe(since + TimeSpan.FromMinutes(1));
        connection.Failure.ShouldBeNull();
    }

    [Test]
    public async Task Service_ProbesThatFailHangAndRecover_ShowInTheConnection(CancellationToken cancel)
    {
        var fails = true;
        var failing = _registry.Add("failing", isRequired: false, _ => fails ? throw new IOException("refused") : ValueTask.CompletedTask);
        var hanging = _registry.Add("hanging", isRequired: false, async token => await Task.Delay(Timeout.Infinite, token));
        var fine = _registry.Add("fine", isRequired: false, _ => ValueTask.CompletedTask);
        var options = new ConnectionsOptions { ProbeInterval = TimeSpan.FromMilliseconds(100), ProbeTimeout = TimeSpan.FromMilliseconds(100) };
        using var service = new ConnectionsService(_registry, Options.Create(options), TimeProvider.System);
        await service.StartAsync(cancel);

        await Eventually.BecomesTrueAsync(() => Task.FromResult(failing.Failure == "refused" && fine.IsUp is true), "one is up, one refused");
        await Eventually.BecomesTrueAsync(() => Task.FromResult(hanging.Failure == "no answer within 0.1 s"), "the hanging one timed out");
        fails = false;
        await Eventually.BecomesTrueAsync(() => Task.FromResult(failing.IsUp is true), "it is back");
        hanging.IsUp.ShouldBe(false);
        await service.StopAsync(cancel);
    }

    private Task<HealthCheckResult> CheckAsync() => new ConnectionsCheck(_registry).CheckHealthAsync(new HealthCheckContext());
}
