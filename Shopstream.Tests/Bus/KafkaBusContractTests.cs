using Shopstream.Modules.Bus;

namespace Shopstream.Tests.Bus;

/// <summary>
/// The contract on librdkafka's simulated cluster. Topics are created past Kafka's own request, which the simulation does not
/// know; everything else is the provider as it runs.
/// </summary>
[TestFixture]
internal sealed class KafkaBusContractTests : EventBusContract
{
    private KafkaMockCluster _cluster = null!;
    private KafkaTestBus _opened = null!;

    protected override Task<IEventBus> OpenAsync()
    {
        _cluster = new KafkaMockCluster();
        _cluster.Deny("nowhere");
        _opened = KafkaTestBus.On(_cluster);
        return Task.FromResult(_opened.Bus);
    }

    protected override async Task<IEventBus> ReopenAsync(IEventBus bus)
    {
        await _opened.DisposeAsync();
        _opened = KafkaTestBus.On(_cluster);
        return _opened.Bus;
    }

    [TearDown]
    public async Task StopCluster()
    {
        if (_opened is not null) await _opened.DisposeAsync();
        _cluster?.Dispose();
    }
}
