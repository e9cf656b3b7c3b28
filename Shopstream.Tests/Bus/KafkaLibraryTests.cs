using System.Runtime.InteropServices;
using Shopstream.Modules.Bus.Kafka;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Bus;

[TestFixture]
internal sealed class KafkaLibraryTests
{
    [TestCase("LINUX", "librdkafka.so.1", "apt-get install librdkafka1")]
    [TestCase("OSX", "/opt/homebrew/lib/librdkafka.1.dylib", "brew install librdkafka")]
    [TestCase("WINDOWS", "librdkafka.dll", "librdkafka.redist")]
    public void Open_NothingInstalled_SaysWhatToInstall(string platform, string lookedFor, string remedy)
    {
        var asked = new List<string>();
        var error = Should.Throw<KafkaClientException>(() => KafkaLibrary.Open(file: null, OSPlatform.Create(platform), name =>
        {
            asked.Add(name);
            return 0;
        }));
        asked.ShouldContain(lookedFor);
        error.Message.ShouldContain(lookedFor);
        error.Message.ShouldContain(remedy);
        error.Message.ShouldNotContain("\n");
    }

    [Test]
    public void Open_OneIsInstalled_TakesTheFirst() =>
        KafkaLibrary.Open(file: null, OSPlatform.Linux, name => name == "librdkafka.so" ? 7 : 0).ShouldBe(7);

    [Test]
    public void Open_FileGiven_LooksNowhereElse() =>
        Should.Throw<KafkaClientException>(() => KafkaLibrary.Open("/none/lib.so", OSPlatform.Linux, name => name == "/none/lib.so" ? 0 : 7))
            .Message.ShouldContain("/none/lib.so");

    [TestCase("run", "--urls=http://127.0.0.1:0")]
    [TestCase("bench", "bus")]
    [CancelAfter(60_000)]
    public async Task Start_LibraryMissing_EndsWithOneSentence(string verb, string argument, CancellationToken cancel)
    {
        using var data = new TempDirectory();
        var (exitCode, _, errors) = await HostProcess.RunAsync(
            [
                verb, argument, $"--Data:Path={data.File("data")}", "--Bus:Provider=Kafka", "--Bus:Kafka:BootstrapServers=127.0.0.1:1",
                "--Bus:Kafka:Library=/none/librdkafka.so.1", "--Logging:LogLevel:Default=None", "--Logging:LogLevel:Microsoft=None",
            ],
            cancel);
        exitCode.ShouldBe(1);
        errors.ShouldContain("/none/librdkafka.so.1");
        errors.Trim().Split('\n').Length.ShouldBe(1, errors);
    }
}
