using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Events;
using Shopstream.Modules.Experiments.Definitions;
using Shopstream.Modules.Experiments.Feedback;
using Shopstream.Modules.Experiments.Results;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Experiments;
using Shopstream.Modules.Stores.Forgetting;
using Shopstream.Modules.Streaming.Runtime;

namespace Shopstream.Modules.Experiments;

/// <summary>A/B tests of recommendations: definitions, feedback joined to answers, results.</summary>
public static class ExperimentsModule
{
    /// <summary>Name of the job and its consumer group.</summary>
    public const string Group = "experiments";

    /// <summary>Adds the job and the stores.</summary>
    public static void Register(IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<IValidateOptions<ExperimentsOptions>, ExperimentsOptionsValidator>();
        services.AddSingleton<IValidateOptions<ExperimentsOptions>, ExperimentsOptionsRules>();
        services.AddOptions<ExperimentsOptions>().BindConfiguration("Experiments", o => o.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.AddSingleton<ExperimentsMetrics>();
        services.AddSingleton<ExperimentStore>();
        services.AddSingleton<RecordedSums>();
        services.AddSingleton<ExperimentCollectionsReady>();
        services.AddSingleton<ServedAnswers>();
        RunningExperiments.Add(services);
        foreach (var collection in (CollectionDefinition[])[FeedbackCollections.Answers, FeedbackCollections.Feedback])
            services.AddSingleton<IUserData>(provider => new CollectionUserData(provider.GetRequiredService<IDocumentStore>(), collection));
        services.AddSingleton(provider => Job(
            provider.GetRequiredService<IDocumentStore>(), provider.GetRequiredService<ServedAnswers>(),
            provider.GetRequiredService<IOptions<ExperimentsOptions>>().Value, provider.GetRequiredService<ExperimentsMetrics>(),
            provider.GetRequiredService<TimeProvider>()));
        services.Configure<JsonOptions>(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ExperimentAnswersJsonContext.Default));
    }

    /// <summary>Maps <c>/experiments</c>.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/experiments").WithTags("Experiments");
        ExperimentEndpoints.Map(group);
        ResultEndpoints.Map(group);
    }

    /// <summary>The job that joins feedback to answers.</summary>
    internal static StreamJobDefinition Job(
        IDocumentStore documents, ServedAnswers answers, ExperimentsOptions options, ExperimentsMetrics metrics, TimeProvider time) => new(
        Group,
        [Topics.ServedRecommendations, Topics.UserInteractions],
        source => source.Topic == Topics.ServedRecommendations
            ? new AnswerProcessor(source, documents, answers, options, metrics, time)
            : new FeedbackProcessor(source, documents, answers, options, metrics, time))
    {
        PrepareAsync = cancellationToken => new ExperimentCollectionsReady(documents).EnsureAsync(cancellationToken),
    };
}
