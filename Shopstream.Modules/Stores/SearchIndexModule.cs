using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Sqlite;
using Shopstream.Modules.Stores.Sqlite;

namespace Shopstream.Modules.Stores;

/// <summary>Registers the search index as <c>SearchIndex:Provider</c> says.</summary>
internal static class SearchIndexModule
{
    public static void Register(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<SearchIndexOptions>, SearchIndexOptionsValidator>();
        builder.Services.AddOptions<SearchIndexOptions>().BindConfiguration("SearchIndex", o => o.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        builder.Services.AddSingleton<ISearchIndex>(services => new SqliteSearchIndex(
            services.GetRequiredService<DataDirectory>().File("index.db"), services.GetRequiredService<IOptions<SearchIndexOptions>>().Value.Sqlite.Fsync));
    }
}
