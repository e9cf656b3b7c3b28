using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Events;
using Shopstream.Modules.Sqlite;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Forgetting;
using Shopstream.Modules.Streaming.Runtime;

namespace Shopstream.Modules.Archive;

/// <summary>Keeps every valid session and interaction as a document.</summary>
public static class ArchiveModule
{
    /// <summary>Name of the job and its consumer group.</summary>
    public const string Group = "archive";

    /// <summary>Name of the job that keeps what was refused, and its consumer group.</summary>
    public const string RejectedGroup = "archive-rejected";

    /// <summary>Adds the job.</summary>
    public static void Register(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<ArchiveOptions>, ArchiveOptionsValidator>();
        builder.Services.AddOptions<ArchiveOptions>().BindConfiguration("Archive", o => o.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        builder.Services.AddSingleton<ArchiveMetrics>();
        builder.Services.AddSingleton<IUserData, ArchiveUserData>();
        builder.Services.AddSingleton(services =>
        {
            var options = services.GetRequiredService<IOptions<ArchiveOptions>>().Value;
            var documents = services.GetRequiredService<IDocumentStore>();
            var metrics = services.GetRequiredService<ArchiveMetrics>();
            var key = options.HashIdentities
                ? IdentityKey.Resolve(options.IdentityKey, () => services.GetRequiredService<DataDirectory>().File("identity.key"))
                : null;
            return new StreamJobDefinition(
                Group,
                [Topics.ValidCustomerSession, Topics.UserInteractions],
                source => new ArchiveProcessor(source, documents, metrics, key))
            {
                PrepareAsync = async cancellationToken =>
                {
                    await documents.EnsureCollectionAsync(ArchiveCollections.Sessions, cancellationToken);
                    await documents.EnsureCollectionAsync(ArchiveCollections.Interactions, cancellationToken);
                    if (key is not null) await IdentityKeyCheck.RunAsync(documents, key, cancellationToken);
                },
            };
        });
        builder.Services.AddSingleton(services =>
        {
            var keep = services.GetRequiredService<IOptions<ArchiveOptions>>().Value.KeepRejected;
            var documents = services.GetRequiredService<IDocumentStore>();
            var metrics = services.GetRequiredService<ArchiveMetrics>();
            var time = services.GetRequiredService<TimeProvider>();
            return new StreamJobDefinition(
                RejectedGroup,
                [Topics.RejectedSessions, Topics.RejectedInteractions],
                source => new RejectedProcessor(source, documents, metrics, keep, time))
            {
                PrepareAsync = async cancellationToken => await documents.EnsureCollectionAsync(RejectedRecords.Collection, cancellationToken),
            };
        });
    }
}
