using Shopstream.Modules.Bus;

namespace Shopstream.Tests.Bus;

/// <summary>The contract on real brokers, whose addresses the environment gives; topics and groups have a prefix of their own.</summary>
[TestFixture, Parallelizable(ParallelScope.Self)]
internal sealed class KafkaServerContractTests : EventBusContract
{
    private string _address = null!;
    private string _prefix = null!;
    private KafkaTestBus _opened = null!;

    [OneTimeSetUp]
    public void RequireBrokers() => _address = KafkaServer.Address();

    protected override Task<IEventBus> OpenAsync()
    {
        _prefix = $"test-{Guid.NewGuid():N}-";
        _opened = KafkaTestBus.On(_address, _prefix);
        return Task.FromResult(_opened.Bus);
    }

    protected override async Task<IEventBus> ReopenAsync(IEventBus bus)
    {
        await _opened.DisposeAsync();
        _opened = KafkaTestBus.On(_address, _prefix);
        return _opened.Bus;
    }

    [TearDown]
    public async Task CloseMeters() => await _opened.DisposeAsync();
}
