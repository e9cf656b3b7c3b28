using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Forgetting;
using Shopstream.Modules.Streaming.Runtime;

namespace Shopstream.Modules.CacheChecks;

/// <summary>The stage between <c>user_session_info</c> and <c>valid_customer_session</c>.</summary>
public static class CacheChecksModule
{
    /// <summary>Name of the job and its consumer group.</summary>
    public const string Group = "cache-checks";

    /// <summary>Adds the job.</summary>
    public static void Register(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<CacheChecksMetrics>();
        builder.Services.AddSingleton<IUserData>(new LastingUserData(
            new RemainingData(
                "users_bloomfilter, distinct_users_hyperloglog", "A Bloom filter and a HyperLogLog keep hashes, and cannot take out a single one.",
                "When the sketches are begun anew; until then a user who comes back counts as returning."),
            new RemainingData("user_session_counts", "Counts of visits under a hash of the id, part of the same state.", "When the sketches are begun anew.")));
        builder.Services.AddSingleton(services =>
        {
            // Now, not with the first partition: a host that owns none yet is to say as well when their server is away.
            var sketches = services.GetRequiredService<IMembershipSketches>();
            var bus = services.GetRequiredService<IEventBus>();
            var metrics = services.GetRequiredService<CacheChecksMetrics>();
            var time = services.GetRequiredService<TimeProvider>();
            return new StreamJobDefinition(Group, [Topics.UserSessionInfo], source => new CacheChecksProcessor(source, bus, sketches, metrics, time))
            {
                OutputTopics = [Topics.ValidCustomerSession, Topics.RejectedSessions],
                CopartitionedTopics = [Topics.ValidCustomerSession],
            };
        });
    }
}
