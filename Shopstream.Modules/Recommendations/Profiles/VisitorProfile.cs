using Shopstream.Modules.Recommendations.Catalogue;

namespace Shopstream.Modules.Recommendations.Profiles;

/// <summary>
/// What is known of a visitor, from all topics together, as answers need it: products by their numbers in the catalogue. Immutable;
/// replaced when the visitor does something.
/// </summary>
internal sealed class VisitorProfile
{
    /// <summary>Nobody has done anything.</summary>
    public static readonly VisitorProfile Empty = new();

    private const int MostItems = 40;
    private const int MostClicks = 10;
    private Memory? _memory;

    private VisitorProfile()
    {
    }

    /// <summary>Products liked most and most recently, ascending by number.</summary>
    public int[] Items { get; private init; } = [];

    /// <summary>How much, beside <see cref="Items"/>: above 0, decayed to the newest event.</summary>
    public float[] Weights { get; private init; } = [];

    /// <summary>Products of the running session, newest first, each once.</summary>
    public int[] Session { get; private init; } = [];

    /// <summary>Products in the cart.</summary>
    public int[] Cart { get; private init; } = [];

    /// <summary>Products never to be shown: seen or hidden; ascending.</summary>
    public int[] Seen { get; private init; } = [];

    /// <summary>Of <see cref="Seen"/> those that the visitor does not want; ascending.</summary>
    public int[] Hidden { get; private init; } = [];

    /// <summary>Products shown and not clicked, with how often.</summary>
    public IReadOnlyDictionary<int, int> Impressions { get; private init; } = new Dictionary<int, int>();

    /// <summary>The recent brands, newest first; at most <see cref="ProfilePart.MostBrands"/>.</summary>
    public IReadOnlyList<ProfileBrand> Brands { get; private init; } = [];

    /// <summary>Names of <see cref="Brands"/>.</summary>
    public IReadOnlySet<string> BrandNames { get; private init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Country or state, when known.</summary>
    public string? Country { get; private init; }

    /// <summary>Device, when known.</summary>
    public string? Device { get; private init; }

    /// <summary>Referrer, when known.</summary>
    public string? Referrer { get; private init; }

    /// <summary>Newest event, milliseconds since 1970; 0 for none.</summary>
    public long LastMs { get; private init; }

    /// <summary>Whether nothing is known.</summary>
    public bool IsEmpty => LastMs == 0;

    /// <summary>What was computed of this profile before, or is computed now and kept as long as the profile is.</summary>
    /// <param name="owner">What it was computed with; something else computes it anew.</param>
    /// <param name="key">What it is.</param>
    /// <param name="compute">Computes it.</param>
    public T Remember<T>(object owner, string key, Func<VisitorProfile, T> compute)
        where T : class
    {
        var newest = Volatile.Read(ref _memory);
        for (var memory = newest; memory is not null; memory = memory.Next)
            if (ReferenceEquals(memory.Owner, owner) && memory.Key == key) return (T)memory.Value;
        var value = compute(this);

        // What another owner computed is of no use any more; two that compute at once both have the same.
        Volatile.Write(ref _memory, new(owner, key, value, newest is not null && ReferenceEquals(newest.Owner, owner) ? newest : null));
        return value;
    }

    /// <summary>The same visitor with what a request tells of somebody of whom it is not known.</summary>
    public VisitorProfile From(string? country, string? device, string? referrer) => country is null && device is null && referrer is null ? this : new()
    {
        Items = Items, Weights = Weights, Session = Session, Cart = Cart, Seen = Seen, Hidden = Hidden, Impressions = Impressions, Brands = Brands, BrandNames = BrandNames,
        Country = Country ?? country, Device = Device ?? device, Referrer = Referrer ?? referrer, LastMs = LastMs,
    };

    /// <summary>Puts the parts of a visitor together.</summary>
    public static VisitorProfile Of(IReadOnlyList<ProfilePart> parts, ProductCatalogue catalogue, PreferenceOptions preferences)
    {
        if (parts.Count == 0) return Empty;
        var last = parts.Max(p => p.LastMs);
        var newest = parts.MaxBy(p => p.LastMs)!;
        var entries = new Dictionary<int, (double Weight, bool Seen, bool Hidden, bool Cart, int Impressions)>();
        foreach (var entry in parts.SelectMany(p => p.Products))
        {
            var item = catalogue.NumberOf(entry.ProductId);
            var before = entries.GetValueOrDefault(item);
            entries[item] = (
                before.Weight + (entry.Weight * preferences.Decay(last - entry.LastMs)), before.Seen || entry.IsSeen, before.Hidden || entry.IsHidden,
                before.Cart || entry.IsInCart, before.Impressions + entry.Impressions);
        }

        var liked = entries.Where(e => e.Value is { Seen: true, Hidden: false, Weight: > 0 })
            .OrderByDescending(e => e.Value.Weight).ThenBy(e => e.Key).Take(MostItems).OrderBy(e => e.Key).ToList();
        var session = parts.Where(p => p.Session.Count > 0).MaxBy(p => p.Session[^1].TimeMs)?.Session ?? [];
        var brands = parts.SelectMany(p => p.Brands).OrderByDescending(b => b.LastMs).DistinctBy(b => b.Name).Take(ProfilePart.MostBrands).ToList();
        return new VisitorProfile
        {
            Items = [.. liked.Select(e => e.Key)],
            Weights = [.. liked.Select(e => (float)e.Value.Weight)],
            Session = [.. session.AsEnumerable().Reverse().Select(c => catalogue.NumberOf(c.ProductId)).Distinct().Where(n => !entries[n].Hidden).Take(MostClicks)],
            Cart = [.. entries.Where(e => e.Value.Cart).Select(e => e.Key)],
            Seen = [.. entries.Where(e => e.Value.Seen).Select(e => e.Key).Order()],
            Hidden = [.. entries.Where(e => e.Value.Hidden).Select(e => e.Key).Order()],
            Impressions = entries.Where(e => e.Value.Impressions > 0).ToDictionary(e => e.Key, e => e.Value.Impressions),
            Brands = brands,
            BrandNames = brands.Select(b => b.Name).ToHashSet(StringComparer.Ordinal),
            Country = newest.Country ?? parts.Select(p => p.Country).FirstOrDefault(c => c is not null),
            Device = newest.Device ?? parts.Select(p => p.Device).FirstOrDefault(d => d is not null),
            Referrer = newest.Referrer ?? parts.Select(p => p.Referrer).FirstOrDefault(r => r is not null),
            LastMs = last,
        };
    }

    private sealed record Memory(object Owner, string Key, object Value, Memory? Next);
}
