using Shopstream.Modules.Bus;

namespace Shopstream.Tests.Bus;

/// <summary>
/// The contract on librdkafka's simulated cluster. Topics are created past Kafka's own request, which the simulation does not
/// know, and it is told not to know the topic that must not be there, since it makes every topic that is asked for. Everything
/// else is the provider as it runs.
/// </summary>
[TestFixture, Parallelizable(ParallelScope.Self)]
internal sealed class KafkaBusContractTests : EventBusContract
{
    private KafkaMockCluster _cluster = null!;
    private KafkaTestBus _opened = null!;

    [OneTimeSetUp]
    public void RequireLibrary() => KafkaMockCluster.Require();

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
        await _opened.DisposeAsync();
        _cluster.Dispose();
    }
}
