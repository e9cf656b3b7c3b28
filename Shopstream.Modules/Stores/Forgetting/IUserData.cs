namespace Shopstream.Modules.Stores.Forgetting;

/// <summary>
/// What one part of the system holds of users. Whoever keeps something under a user's id registers one of these as a service, and knows
/// nothing of the others.
/// </summary>
public interface IUserData
{
    /// <summary>Removes a user; can be repeated. What was collected before the user was forgotten is not written again meanwhile.</summary>
    ValueTask<UserDataRemoval> ForgetAsync(string userId, CancellationToken cancellationToken);
}

/// <summary>What was removed of a user, and what could not be.</summary>
/// <param name="Removed">Number of documents or rows by collection or index.</param>
/// <param name="Remaining">What is left, why, and until when.</param>
public sealed record UserDataRemoval(IReadOnlyDictionary<string, long> Removed, IReadOnlyList<RemainingData> Remaining)
{
    /// <summary>Something was removed and nothing remains.</summary>
    public static UserDataRemoval Of(string collection, long removed) => new(new Dictionary<string, long>(StringComparer.Ordinal) { [collection] = removed }, []);
}

/// <summary>Something that cannot be removed at once.</summary>
/// <param name="What">What it is.</param>
/// <param name="Why">Why it stays.</param>
/// <param name="GoneBy">When it will be gone, or what makes it go.</param>
public sealed record RemainingData(string What, string Why, string GoneBy);

/// <summary>The documents of a collection whose field holds the user's id.</summary>
/// <param name="documents">Where they are.</param>
/// <param name="collection">The collection.</param>
/// <param name="field">Its field with the user's id, or <c>_id</c>.</param>
public sealed class CollectionUserData(IDocumentStore documents, CollectionDefinition collection, string field = "userId") : IUserData
{
    /// <inheritdoc/>
    public async ValueTask<UserDataRemoval> ForgetAsync(string userId, CancellationToken cancellationToken)
    {
        await documents.EnsureCollectionAsync(collection, cancellationToken);
        var query = new DocumentQuery { Where = [new(field, Comparison.Equal, userId)] };
        return UserDataRemoval.Of(collection.Name, await documents.DeleteAsync(collection.Name, query, cancellationToken));
    }
}

/// <summary>Something that stays wherever the user is asked to be forgotten.</summary>
/// <param name="remaining">What it is.</param>
public sealed class LastingUserData(params IReadOnlyList<RemainingData> remaining) : IUserData
{
    /// <inheritdoc/>
    public ValueTask<UserDataRemoval> ForgetAsync(string userId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new UserDataRemoval(new Dictionary<string, long>(StringComparer.Ordinal), remaining));
}
