using Microsoft.Extensions.Options;

namespace Shopstream.Modules.Stores.Mongo;

/// <summary>Checks the times in <see cref="MongoStoreOptions.TimeToLive"/>.</summary>
internal sealed class DocumentsOptionsRules : IValidateOptions<DocumentsOptions>
{
    // A state that goes by itself would make its job start over.
    private const string Checkpoints = "checkpoints";

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, DocumentsOptions options)
    {
        foreach (var (collection, time) in options.Mongo.TimeToLive)
        {
            var key = $"Documents:Mongo:TimeToLive:{collection}";
            if (collection.Equals(Checkpoints, StringComparison.OrdinalIgnoreCase))
                return ValidateOptionsResult.Fail($"{key}: checkpoints must not expire; remove this setting.");
            if (time < TimeSpan.FromSeconds(1) || time > TimeSpan.FromDays(3650))
                return ValidateOptionsResult.Fail($"{key}: found {time}, expected 00:00:01 to 3650.00:00:00.");
        }

        return ValidateOptionsResult.Success;
    }
}
