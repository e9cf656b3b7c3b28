using Shopstream.Modules.Ml.Segments;
using Shopstream.Modules.Ml.Similarity;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Forgetting;

namespace Shopstream.Modules.Ml.Customers;

/// <summary>What batch jobs keep of users: their days, their segment and its history, and whom they are like.</summary>
internal sealed class CustomerUserData(IDocumentStore documents) : IUserData
{
    public async ValueTask<UserDataRemoval> ForgetAsync(string userId, CancellationToken cancellationToken)
    {
        var removed = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var collection in (CollectionDefinition[])[CustomerDays.Days, SegmentStore.Members, SegmentStore.Moves])
        {
            var found = await new CollectionUserData(documents, collection).ForgetAsync(userId, cancellationToken);
            foreach (var (name, count) in found.Removed) removed[name] = count;
        }

        removed["similar_users"] = await new SimilarUsersStore(documents).ForgetAsync(userId, cancellationToken);
        return new(removed,
        [
            new("models", "They were trained on what many users did; none holds a user's id.", "The next training of each, which no longer reads the user: POST /jobs/{name}/run brings it forward."),
        ]);
    }
}
