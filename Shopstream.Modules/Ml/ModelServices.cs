using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Ml.Models;
using Shopstream.Modules.Ml.Sentiment;

namespace Shopstream.Modules.Ml;

/// <summary>What a module needs that uses models without training them; it works with the module of models off, too.</summary>
internal static class ModelServices
{
    /// <summary>Adds the versions of models, once.</summary>
    public static void Add(IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(ModelStore))) return;
        services.AddSingleton<IValidateOptions<MlOptions>, MlOptionsValidator>();
        services.AddOptions<MlOptions>().BindConfiguration("Ml", o => o.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.AddSingleton<ModelStore>();
        services.AddSingleton<SentimentModels>();
    }
}
