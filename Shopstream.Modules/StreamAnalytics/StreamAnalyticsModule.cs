using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ml;
using Shopstream.Modules.Ml.Sentiment;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Forgetting;
using Shopstream.Modules.Streaming.Runtime;

namespace Shopstream.Modules.StreamAnalytics;

/// <summary>Analyses sessions and interactions live, in windows of a minute, an hour and a day.</summary>
public static class StreamAnalyticsModule
{
    /// <summary>Name of the job and its consumer group.</summary>
    public const string Group = "stream-analytics";

    /// <summary>Adds the job.</summary>
    public static void Register(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<StreamAnalyticsOptions>, StreamAnalyticsOptionsValidator>();
        builder.Services.AddOptions<StreamAnalyticsOptions>()
            .BindConfiguration("StreamAnalytics", o => o.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        ModelServices.Add(builder.Services);
        builder.Services.AddSingleton<IUserData, AnalyticsUserData>();
        builder.Services.AddSingleton(services =>
        {
            var options = services.GetRequiredService<IOptions<StreamAnalyticsOptions>>().Value;
            var emitInterval = services.GetRequiredService<IOptions<StreamingOptions>>().Value.EmitInterval;
            var index = services.GetRequiredService<ISearchIndex>();
            var bus = services.GetRequiredService<IEventBus>();
            var metrics = services.GetRequiredService<StreamingMetrics>();
            var time = services.GetRequiredService<TimeProvider>();
            var sentiments = services.GetRequiredService<SentimentModels>();
            return new StreamJobDefinition(
                Group,
                [Topics.ValidCustomerSession, Topics.UserInteractions],
                source => new AnalyticsProcessor(source, options, emitInterval, index, bus, metrics, time, sentiments))
            {
                OutputTopics = [Topics.LateRecords],
                PrepareAsync = async cancellationToken =>
                {
                    foreach (var definition in AnalyticsIndices.Windows) await index.EnsureWindowIndexAsync(definition, cancellationToken);
                    await index.EnsureDocumentIndexAsync(AnalyticsIndices.SessionSummary, cancellationToken);
                    await index.EnsureDocumentIndexAsync(AnalyticsIndices.ProductReviews, cancellationToken);
                },
            };
        });
    }
}
