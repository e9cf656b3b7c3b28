using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Shopstream.Modules.Stores.Forgetting;

/// <summary>
/// Who was forgotten when: HMAC-SHA256 of the id (RFC 2104, cut to 128 bits), in collection <c>forgotten_users</c>, with a random key that
/// lies in the same collection. Every host knows of a user at most <see cref="Staleness"/> after another has forgotten him. Thread-safe.
/// </summary>
/// <param name="documents">Where the list lies; not one that asks this list.</param>
/// <param name="time">The clock.</param>
public sealed class ForgottenUsers(IDocumentStore documents, TimeProvider time) : IDisposable
{
    /// <summary>How old the list in memory may be.</summary>
    public static readonly TimeSpan Staleness = TimeSpan.FromSeconds(1);

    private const string KeyId = "key";
    private const string Field = "forgottenMs";
    private const int HashBytes = 16;
    private const int KeyBytes = 32;
    private static readonly CollectionDefinition Collection = new("forgotten_users", [new(Field, IsInteger: true)], [[Field]]);

    private readonly ConcurrentDictionary<string, long> _users = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private byte[]? _key;
    private long _readTo;
    private long _askedAt;
    private volatile bool _hasAsked;

    /// <summary>Whether nobody is forgotten, as far as this host knows.</summary>
    public bool IsEmpty => _users.IsEmpty;

    /// <summary>Whether what a user did at a time was to be forgotten.</summary>
    public bool Covers(string userId, long timeMs) => !_users.IsEmpty && _users.TryGetValue(Hash(userId), out var until) && timeMs <= until;

    /// <summary>Brings the list in memory up to date, unless it is young enough.</summary>
    public async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        if (IsFresh()) return;
        await _refreshing.WaitAsync(cancellationToken);
        try
        {
            if (!IsFresh()) await ReadAsync(cancellationToken);
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <summary>Forgets a user: whatever he did up to now is not written any more.</summary>
    /// <returns>Now, ms since 1970-01-01 UTC.</returns>
    public async ValueTask<long> AddAsync(string userId, CancellationToken cancellationToken)
    {
        await _refreshing.WaitAsync(cancellationToken);
        try
        {
            await ReadAsync(cancellationToken);
            if (_key is null)
            {
                var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["key"] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes)) }, ForgottenJsonContext.Default.DictionaryStringString);
                await documents.TryReplaceAsync(Collection.Name, new(KeyId, body, [0L]), Field, null, cancellationToken);
                await ReadKeyAsync(cancellationToken);
            }

            var (hash, now) = (Hash(userId), time.GetUtcNow().ToUnixTimeMilliseconds());
            await documents.UpsertAsync(Collection.Name, [new(hash, Encoding.UTF8.GetBytes($"{{\"{Field}\":{now}}}"), [now])], cancellationToken);
            _users[hash] = now;
            return now;
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _refreshing.Dispose();

    private bool IsFresh() => _hasAsked && time.GetElapsedTime(Volatile.Read(ref _askedAt)) < Staleness;

    private async ValueTask ReadAsync(CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        if (!_hasAsked) await documents.EnsureCollectionAsync(Collection, cancellationToken);
        if (_key is null) await ReadKeyAsync(cancellationToken);

        // Clocks of hosts differ: look back a little further than what was read last.
        var from = _readTo - (long)TimeSpan.FromMinutes(10).TotalMilliseconds;
        if (_key is not null)
        {
            await foreach (var document in documents.FindAsync(Collection.Name, new() { Where = [new(Field, Comparison.AtLeast, Math.Max(1, from))] }, cancellationToken))
            {
                using var json = JsonDocument.Parse(document.Body);
                var until = json.RootElement.GetProperty(Field).GetInt64();
                _users[document.Id] = until;
                _readTo = Math.Max(_readTo, until);
            }
        }

        Volatile.Write(ref _askedAt, asked);
        _hasAsked = true;
    }

    private async ValueTask ReadKeyAsync(CancellationToken cancellationToken)
    {
        if (await documents.GetAsync(Collection.Name, KeyId, cancellationToken) is not { } document) return;
        using var json = JsonDocument.Parse(document.Body);
        _key = Convert.FromHexString(json.RootElement.GetProperty("key").GetString()!);
    }

    private string Hash(string userId) => Convert.ToHexStringLower(HMACSHA256.HashData(_key!, Encoding.UTF8.GetBytes(userId)).AsSpan(0, HashBytes));
}

/// <summary>Source-generated JSON of the key's document.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class ForgottenJsonContext : System.Text.Json.Serialization.JsonSerializerContext;
