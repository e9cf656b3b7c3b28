using System.Text.Json;
using System.Text.Json.Serialization;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Recommendations.Profiles;

/// <summary>
/// What is known of a visitor from the records of one topic. The offset of the last record taken is kept with it, so that a replay
/// adds nothing. The result does not depend on the order of events, but for what is forgotten when there are too many. Not thread-safe.
/// </summary>
internal sealed class ProfilePart
{
    /// <summary>Products remembered; the longest unused is forgotten first.</summary>
    public const int MostProducts = 500;

    /// <summary>Brands remembered.</summary>
    public const int MostBrands = 50;

    /// <summary>Clicks of the running session remembered.</summary>
    public const int MostClicks = 20;

    private const int MostEventIds = 32;
    private static readonly long SessionGapMs = (long)TimeSpan.FromMinutes(30).TotalMilliseconds;
    private Dictionary<string, ProfileEntry>? _byProduct;

    /// <summary>The visitor.</summary>
    public string UserId { get; set; } = "";

    /// <summary>Partition whose records were taken; offsets of another one do not count.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int Partition { get; set; } = -1;

    /// <summary>Offset of the last record taken; -1 for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public long Offset { get; set; } = -1;

    /// <summary>Products with what was done.</summary>
    public List<ProfileEntry> Products { get; set; } = [];

    /// <summary>Brands, most recently browsed first.</summary>
    public List<ProfileBrand> Brands { get; set; } = [];

    /// <summary>Clicks of the newest session, oldest first.</summary>
    public List<ProfileClick> Session { get; set; } = [];

    /// <summary>Id of the newest session, when the sender gives one.</summary>
    public string? SessionId { get; set; }

    /// <summary>Newest event, milliseconds since 1970.</summary>
    public long LastMs { get; set; }

    /// <summary>Country or state of the newest event that told it.</summary>
    public string? Country { get; set; }

    /// <summary>Device of the newest event that told it.</summary>
    public string? Device { get; set; }

    /// <summary>Referrer of the newest event that told it.</summary>
    public string? Referrer { get; set; }

    /// <summary>Hashes of the ids of the last events, so that one sent again counts once.</summary>
    public List<ulong> EventIds { get; set; } = [];

    /// <summary>Whether a record is a replay.</summary>
    public bool HasTaken(int partition, long offset) => Partition == partition && offset <= Offset;

    /// <summary>Remembers the record that the next events come from.</summary>
    public void Take(int partition, long offset) => (Partition, Offset) = (partition, offset);

    /// <summary>Remembers the id of an event.</summary>
    /// <returns>Whether it is new.</returns>
    public bool IsNew(ulong eventId)
    {
        if (EventIds.Contains(eventId)) return false;
        if (EventIds.Count == MostEventIds) EventIds.RemoveAt(0);
        EventIds.Add(eventId);
        return true;
    }

    /// <summary>Adds an event.</summary>
    public void Add(in VisitorEvent visit, PreferenceOptions preferences)
    {
        AddToProduct(visit, preferences);
        if (visit.Type != EventTypes.Impression)
        {
            if (visit.Brand is { Length: > 0 } brand) AddBrand(brand, visit.TimeMs);
            AddToSession(visit);
        }

        if (visit.TimeMs < LastMs) return;
        LastMs = visit.TimeMs;
        Country = Known(visit.Country) ?? Country;
        Device = Known(visit.Device) ?? Device;
        Referrer = Known(visit.Referrer) ?? Referrer;
    }

    /// <summary>The part as JSON.</summary>
    public byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, ProfilesJsonContext.Default.ProfilePart);

    /// <summary>The part that <see cref="Encode"/> wrote.</summary>
    public static ProfilePart Decode(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, ProfilesJsonContext.Default.ProfilePart)!;

    private void AddToProduct(in VisitorEvent visit, PreferenceOptions preferences)
    {
        _byProduct ??= Products.ToDictionary(p => p.ProductId, StringComparer.Ordinal);
        if (!_byProduct.TryGetValue(visit.ProductId, out var entry))
        {
            if (Products.Count == MostProducts) Forget();
            entry = new ProfileEntry { ProductId = visit.ProductId, LastMs = visit.TimeMs };
            Products.Add(entry);
            _byProduct.Add(visit.ProductId, entry);
        }

        var weight = preferences.WeightOf(visit.Type, visit.Value);
        var isNewest = visit.TimeMs >= entry.LastMs;
        if (isNewest) (entry.Weight, entry.LastMs) = ((entry.Weight * preferences.Decay(visit.TimeMs - entry.LastMs)) + weight, visit.TimeMs);
        else entry.Weight += weight * preferences.Decay(entry.LastMs - visit.TimeMs);
        if (visit.Type == EventTypes.Impression)
        {
            entry.Impressions++;
            return;
        }

        entry.IsSeen = true;
        entry.Impressions = 0;
        if (visit.Type == EventTypes.Purchase) entry.IsBought = true;
        if (!isNewest) return;
        entry.IsInCart = visit.Type == EventTypes.Cart || (entry.IsInCart && visit.Type is not (EventTypes.Purchase or EventTypes.RemoveFromCart));
        entry.IsHidden = visit.Type == EventTypes.Dislike || (entry.IsHidden && visit.Type is not (EventTypes.Like or EventTypes.Cart or EventTypes.Purchase));
    }

    private void AddBrand(string name, long timeMs)
    {
        var at = Brands.FindIndex(b => b.Name == name);
        if (at >= 0)
        {
            if (Brands[at].LastMs > timeMs) return;
            Brands.RemoveAt(at);
        }

        var place = Brands.FindIndex(b => b.LastMs <= timeMs);
        if (place < 0 && Brands.Count == MostBrands) return;
        Brands.Insert(place < 0 ? Brands.Count : place, new ProfileBrand { Name = name, LastMs = timeMs });
        if (Brands.Count > MostBrands) Brands.RemoveAt(MostBrands);
    }

    private void AddToSession(in VisitorEvent visit)
    {
        var newest = Session.Count == 0 ? long.MinValue : Session[^1].TimeMs;
        var isSame = Session.Count > 0 && (visit.SessionId is not null && SessionId is not null ? visit.SessionId == SessionId : Math.Abs(visit.TimeMs - newest) <= SessionGapMs);
        if (!isSame)
        {
            if (visit.TimeMs < newest) return;
            Session.Clear();
            SessionId = visit.SessionId;
        }

        SessionId ??= visit.SessionId;
        var place = Session.Count;
        while (place > 0 && Session[place - 1].TimeMs > visit.TimeMs) place--;
        Session.Insert(place, new ProfileClick { ProductId = visit.ProductId, TimeMs = visit.TimeMs });
        if (Session.Count > MostClicks) Session.RemoveAt(0);
    }

    private void Forget()
    {
        var oldest = Products.Where(p => !p.IsHidden).DefaultIfEmpty(Products[0]).MinBy(p => p.LastMs)!;
        Products.Remove(oldest);
        _byProduct!.Remove(oldest.ProductId);
    }

    private static string? Known(string? text) => string.IsNullOrEmpty(text) || text == "unknown" ? null : text;
}

/// <summary>Source-generated JSON of stored profiles.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ProfilePart))]
internal sealed partial class ProfilesJsonContext : JsonSerializerContext;
