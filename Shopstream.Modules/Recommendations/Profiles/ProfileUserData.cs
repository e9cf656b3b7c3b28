using Shopstream.Modules.Stores.Forgetting;

namespace Shopstream.Modules.Recommendations.Profiles;

/// <summary>What recommendations keep of users: their profiles. The trained model holds no user, only what the records of all add up to.</summary>
internal sealed class ProfileUserData(VisitorProfiles profiles) : IUserData
{
    public async ValueTask<UserDataRemoval> ForgetAsync(string userId, CancellationToken cancellationToken) => new(
        new Dictionary<string, long>(StringComparer.Ordinal) { [VisitorProfiles.Collection.Name] = await profiles.ForgetAsync(userId, cancellationToken) },
        [new("model recommender", "Sums over all visitors and sequences of products without a user are made of the records, too.", "the next run of job recommender")]);
}
