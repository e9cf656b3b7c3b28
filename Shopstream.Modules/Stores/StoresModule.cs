using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Sqlite;
using Shopstream.Modules.Stores.InProcess;
using Shopstream.Modules.Stores.Sqlite;

namespace Shopstream.Modules.Stores;

/// <summary>Registers documents, search index and sketches.</summary>
public static class StoresModule
{
    /// <summary>Adds <see cref="IDocumentStore"/>, <see cref="ISearchIndex"/> and <see cref="IMembershipSketches"/>.</summary>
    public static void Register(IHostApplicationBuilder builder)
    {
        Add<DocumentsOptions, DocumentsOptionsValidator>(builder, "Documents");
        Add<SearchIndexOptions, SearchIndexOptionsValidator>(builder, "SearchIndex");
        Add<SketchesOptions, SketchesOptionsValidator>(builder, "Sketches");
        builder.Services.AddSingleton<IDocumentStore>(services => new SqliteDocumentStore(
            services.GetRequiredService<DataDirectory>().File("documents.db"), services.GetRequiredService<IOptions<DocumentsOptions>>().Value.Sqlite.Fsync));
        builder.Services.AddSingleton<ISearchIndex>(services => new SqliteSearchIndex(
            services.GetRequiredService<DataDirectory>().File("index.db"), services.GetRequiredService<IOptions<SearchIndexOptions>>().Value.Sqlite.Fsync));
        builder.Services.AddSingleton<IMembershipSketches>(services => new InProcessSketches(
            services.GetRequiredService<IOptions<SketchesOptions>>().Value.InProcess));
    }

    private static void Add<TOptions, TValidator>(IHostApplicationBuilder builder, string section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        builder.Services.AddSingleton<IValidateOptions<TOptions>, TValidator>();
        builder.Services.AddOptions<TOptions>().Bind(builder.Configuration.GetSection(section), o => o.ErrorOnUnknownConfiguration = true).ValidateOnStart();
    }
}
