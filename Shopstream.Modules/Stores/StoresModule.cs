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
        builder.Services.AddSingleton<IValidateOptions<DocumentsOptions>, DocumentsOptionsValidator>();
        builder.Services.AddOptions<DocumentsOptions>().BindConfiguration("Documents", o => o.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<SearchIndexOptions>, SearchIndexOptionsValidator>();
        builder.Services.AddOptions<SearchIndexOptions>().BindConfiguration("SearchIndex", o => o.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<SketchesOptions>, SketchesOptionsValidator>();
        builder.Services.AddOptions<SketchesOptions>().BindConfiguration("Sketches", o => o.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        builder.Services.AddSingleton<IDocumentStore>(services => new SqliteDocumentStore(
            services.GetRequiredService<DataDirectory>().File("documents.db"), services.GetRequiredService<IOptions<DocumentsOptions>>().Value.Sqlite.Fsync));
        builder.Services.AddSingleton<ISearchIndex>(services => new SqliteSearchIndex(
            services.GetRequiredService<DataDirectory>().File("index.db"), services.GetRequiredService<IOptions<SearchIndexOptions>>().Value.Sqlite.Fsync));
        builder.Services.AddSingleton<IMembershipSketches>(services => new InProcessSketches(
            services.GetRequiredService<IOptions<SketchesOptions>>().Value.InProcess));
    }
}
