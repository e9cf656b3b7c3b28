using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Stores.InProcess;

namespace Shopstream.Modules.Stores;

/// <summary>Registers the sketches as <c>Sketches:Provider</c> says.</summary>
internal static class SketchesModule
{
    public static void Register(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<SketchesOptions>, SketchesOptionsValidator>();
        builder.Services.AddOptions<SketchesOptions>().BindConfiguration("Sketches", o => o.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        builder.Services.AddSingleton<IMembershipSketches>(services => new InProcessSketches(
            services.GetRequiredService<IOptions<SketchesOptions>>().Value.InProcess));
    }
}
