namespace Shopstream.Modules.Ingest.Simulation;

/// <summary>Where visitors live.</summary>
internal static class VisitPlaces
{
    /// <summary>One city.</summary>
    /// <param name="Country">Country name.</param>
    /// <param name="State">State or region.</param>
    /// <param name="City">City.</param>
    /// <param name="Zip">Pattern of the postal codes: <c>#</c> a digit, <c>@</c> a letter.</param>
    /// <param name="Weight">Relative number of visitors.</param>
    /// <param name="Wealth">Added to the decision to buy.</param>
    internal sealed record Place(string Country, string State, string City, string Zip, double Weight, double Wealth);

    private const string Us = "United States";

    /// <summary>All places.</summary>
    public static readonly Place[] All =
    [
        new(Us, "California", "Los Angeles", "900##", 5.0, 0.20), new(Us, "California", "San Francisco", "941##", 3.0, 0.20),
        new(Us, "California", "San Jose", "951##", 2.0, 0.20), new(Us, "Texas", "Houston", "770##", 3.5, -0.10),
        new(Us, "Texas", "Austin", "787##", 2.5, -0.10), new(Us, "New York", "New York", "100##", 5.0, 0.30),
        new(Us, "New York", "Buffalo", "142##", 1.0, 0.30), new(Us, "Florida", "Miami", "331##", 3.0, -0.25),
        new(Us, "Florida", "Orlando", "328##", 2.0, -0.25), new(Us, "Illinois", "Chicago", "606##", 3.5, 0.00),
        new(Us, "Washington", "Seattle", "981##", 2.5, 0.35), new(Us, "Massachusetts", "Boston", "021##", 2.0, 0.30),
        new(Us, "Pennsylvania", "Philadelphia", "191##", 2.0, -0.05), new(Us, "Ohio", "Columbus", "432##", 2.0, -0.20),
        new(Us, "Georgia", "Atlanta", "303##", 2.0, -0.15), new(Us, "Colorado", "Denver", "802##", 1.8, 0.15),
        new(Us, "Arizona", "Phoenix", "850##", 1.8, -0.15), new(Us, "Michigan", "Detroit", "482##", 1.5, -0.30),
        new(Us, "North Carolina", "Charlotte", "282##", 1.6, -0.05), new(Us, "Virginia", "Richmond", "232##", 1.4, 0.10),
        new(Us, "Oregon", "Portland", "972##", 1.3, 0.10), new(Us, "Minnesota", "Minneapolis", "554##", 1.2, 0.05),
        new(Us, "Tennessee", "Nashville", "372##", 1.2, -0.15), new(Us, "New Jersey", "Newark", "071##", 1.5, 0.15),
        new(Us, "Nevada", "Las Vegas", "891##", 1.0, -0.20), new("Canada", "Ontario", "Toronto", "M5@ #@#", 1.6, 0.10),
        new("Canada", "British Columbia", "Vancouver", "V6@ #@#", 0.9, 0.15),
        new("United Kingdom", "England", "London", "SW# #@@", 1.5, 0.10),
        new("United Kingdom", "Scotland", "Glasgow", "G# #@@", 0.5, -0.10),
        new("Germany", "Bavaria", "Munich", "80###", 0.7, 0.15), new("Germany", "Berlin", "Berlin", "10###", 0.7, -0.05),
        new("France", "Île-de-France", "Paris", "750##", 0.6, 0.05), new("Australia", "New South Wales", "Sydney", "20##", 0.7, 0.10),
        new("India", "Karnataka", "Bengaluru", "5600##", 0.7, -0.35), new("India", "Maharashtra", "Mumbai", "4000##", 0.6, -0.35),
        new("Mexico", "Jalisco", "Guadalajara", "44###", 0.5, -0.35),
    ];

    /// <summary>Weights of <see cref="All"/>.</summary>
    public static readonly double[] Weights = Array.ConvertAll(All, p => p.Weight);

    /// <summary>A postal code after <paramref name="pattern"/>.</summary>
    public static string Zip(string pattern, Xoshiro256 random)
    {
        Span<char> zip = stackalloc char[pattern.Length];
        for (var i = 0; i < zip.Length; i++)
        {
            zip[i] = pattern[i] switch
            {
                '#' => (char)('0' + random.Below(10)),
                '@' => (char)('A' + random.Below(26)),
                var other => other,
            };
        }

        return new string(zip);
    }
}
