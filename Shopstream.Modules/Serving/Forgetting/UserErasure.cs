using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Shopstream.Modules.Stores.Forgetting;

namespace Shopstream.Modules.Serving.Forgetting;

/// <summary>What became of a user who is to be forgotten.</summary>
/// <param name="ForgottenAt">Up to when: what the user does afterwards is that of a new user.</param>
/// <param name="Removed">Number of documents or rows by collection or index.</param>
/// <param name="Remaining">What is left, why, and until when.</param>
internal sealed record ErasureAnswer(DateTimeOffset ForgottenAt, IReadOnlyDictionary<string, long> Removed, IReadOnlyList<RemainingData> Remaining);

/// <summary>
/// Forgets users: first it is written down, so that no host stores again what they did, then every part of the system removes what it
/// holds. Can be repeated, and has to be when it breaks off. Thread-safe.
/// </summary>
internal sealed class UserErasure(IEnumerable<IUserData> parts, ForgottenUsers forgotten, TimeProvider time)
{
    private static readonly RemainingData[] Lasting =
    [
        new("records on the bus", "The log of what was sent is only appended to.", "Its retention: Bus:Embedded:RetentionAge (7 days unless configured), or that of the Kafka topics. Read again, they are not stored."),
        new("backups", "Copies that others made are out of reach.", "Their own deletion."),
    ];

    /// <summary>Forgets a user.</summary>
    public async Task<ErasureAnswer> ForgetAsync(string userId, CancellationToken cancellationToken)
    {
        var at = await forgotten.AddAsync(userId, cancellationToken);

        // Other hosts go by a list that may be so old, and may still be writing.
        await Task.Delay(ForgottenUsers.Staleness + TimeSpan.FromMilliseconds(200), time, cancellationToken);
        var removed = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var remaining = new List<RemainingData>();
        foreach (var part in parts)
        {
            var found = await part.ForgetAsync(userId, cancellationToken);
            foreach (var (name, count) in found.Removed) removed[name] = removed.GetValueOrDefault(name) + count;
            remaining.AddRange(found.Remaining);
        }

        return new(DateTimeOffset.FromUnixTimeMilliseconds(at), removed, [.. remaining, .. Lasting]);
    }
}

/// <summary>Source-generated JSON of the answer.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ErasureAnswer))]
[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class ErasureJsonContext : JsonSerializerContext;
