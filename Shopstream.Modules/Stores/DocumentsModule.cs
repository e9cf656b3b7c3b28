using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Connections;
using Shopstream.Modules.Sqlite;
using Shopstream.Modules.Stores.Forgetting;
using Shopstream.Modules.Stores.Mongo;
using Shopstream.Modules.Stores.Sqlite;

namespace Shopstream.Modules.Stores;

/// <summary>Registers the document store as <c>Documents:Provider</c> says.</summary>
internal static class DocumentsModule
{
    public static void Register(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<DocumentsOptions>, DocumentsOptionsValidator>();
        builder.Services.AddOptions<DocumentsOptions>().BindConfiguration("Documents", o => o.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<DocumentsOptions>, DocumentsOptionsRules>();
        builder.Services.AddSingleton<IDocumentStore>(services =>
        {
            var options = services.GetRequiredService<IOptions<DocumentsOptions>>().Value;
            IDocumentStore store = options.Provider == DocumentsOptions.MongoProvider
                ? new MongoDocumentStore(
                    options.Mongo,
                    services.GetRequiredService<ConnectionRegistry>(),
                    services.GetRequiredService<TimeProvider>(),
                    services.GetRequiredService<ILogger<MongoDocumentStore>>())
                : new SqliteDocumentStore(services.GetRequiredService<DataDirectory>().File("documents.db"), options.Sqlite.Fsync);
            return new ForgettingDocumentStore(store, new ForgottenUsers(store, services.GetRequiredService<TimeProvider>()));
        });
        builder.Services.AddSingleton(services => ((ForgettingDocumentStore)services.GetRequiredService<IDocumentStore>()).Forgotten);
    }
}
