using System.ComponentModel.DataAnnotations;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Redis;

namespace Shopstream.Tests.Stores;

internal sealed class RedisConfigurationTests
{
    [TestCase("redis.example:6380,ssl=true,sslHost=redis.example,password=hush,defaultDatabase=2,connectTimeout=2000")]
    [TestCase("10.0.0.1:7000,10.0.0.2:7000")]
    public void Validate_GoodConfiguration_Passes(string configuration) => Check(configuration).ShouldBeNull();

    [TestCase("host:1,password=hush,hush=hush")]
    [TestCase("host:1,user=hush,password=hush")]
    [TestCase("host:1,ssl=hush")]
    [TestCase("password=hush")]
    public void Validate_BadConfiguration_IsNamedWithoutItsContent(string configuration)
    {
        var failure = Check(configuration).ShouldNotBeNull();
        failure.ShouldStartWith("Sketches:Redis:Configuration");
        failure.ShouldContain("host:port");
        failure.ShouldNotContain("hush");
    }

    [Test]
    public void Validate_OtherProvider_DoesNotLookAtIt() =>
        new RedisConfigurationCheck().Validate(null, new() { Redis = { Configuration = "nonsense=1" } }).Succeeded.ShouldBeTrue();

    [TestCase(400_000_000, 0.01, true)]
    [TestCase(400_000_000, 0.001, false)]
    [TestCase(100_000_000, 0.000001, true)]
    [TestCase(200_000_000, 0.000001, false)]
    public void Validate_FilterThatAStringCannotHold_IsNamed(long capacity, double error, bool fits)
    {
        var options = new SketchesOptions { Provider = "Redis", Redis = { BloomCapacity = capacity, BloomError = error } };
        var failure = new RedisConfigurationCheck().Validate(null, options).FailureMessage;
        if (fits) failure.ShouldBeNull();
        else failure.ShouldNotBeNull().ShouldContain("BloomCapacity");
        options.Redis.BloomCommands = BloomCommands.Always;
        new RedisConfigurationCheck().Validate(null, options).Succeeded.ShouldBeTrue();
    }

    [Test]
    public void Options_OutOfRange_AreNamed()
    {
        var options = new RedisSketchesOptions
        {
            Configuration = "", KeyPrefix = "a{b}", BloomCapacity = 1, BloomError = 0.9, DuplicateCapacity = 1,
            OperationTimeout = TimeSpan.Zero, RetryFor = TimeSpan.FromDays(1),
        };
        var found = new List<ValidationResult>();
        Validator.TryValidateObject(options, new(options), found, validateAllProperties: true).ShouldBeFalse();
        found.SelectMany(result => result.MemberNames).ShouldBe(
            ["Configuration", "KeyPrefix", "BloomCapacity", "BloomError", "DuplicateCapacity", "OperationTimeout", "RetryFor"], ignoreOrder: true);
        var defaults = new RedisSketchesOptions();
        Validator.TryValidateObject(defaults, new(defaults), [], validateAllProperties: true).ShouldBeTrue();
    }

    private static string? Check(string configuration) => new RedisConfigurationCheck()
        .Validate(null, new() { Provider = "Redis", Redis = { Configuration = configuration } }).FailureMessage;
}
