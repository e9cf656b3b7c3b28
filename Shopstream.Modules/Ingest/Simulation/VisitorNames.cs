namespace Shopstream.Modules.Ingest.Simulation;

/// <summary>Names that visitors are put together from; addresses lie in the domains that RFC 2606 reserves for examples.</summary>
internal static class VisitorNames
{
    private static readonly string[] Domains = ["example.com", "example.org"];

    private static readonly string[] Women =
    [
        "Ada", "Beatriz", "Chloe", "Divya", "Elena", "Fatima", "Grace", "Hannah", "Ingrid", "Jasmine", "Keiko", "Leah",
        "Maria", "Nora", "Olivia", "Priya", "Rosa", "Sofia", "Tara", "Yara",
    ];

    private static readonly string[] Men =
    [
        "Aaron", "Bruno", "Carlos", "Daniel", "Emre", "Felix", "George", "Hugo", "Ivan", "Jamal", "Kenji", "Liam",
        "Mateo", "Noah", "Omar", "Peter", "Rohan", "Samuel", "Tomas", "Walter",
    ];

    private static readonly string[] Neutral = ["Alex", "Casey", "Jordan", "Kai", "Morgan", "Quinn", "Robin", "Sasha"];

    private static readonly string[] Families =
    [
        "Anderson", "Baker", "Costa", "Delgado", "Evans", "Fischer", "Garcia", "Hughes", "Ito", "Jensen", "Kowalski", "Lopez",
        "Meyer", "Novak", "Okafor", "Patel", "Quist", "Rossi", "Schmidt", "Tanaka", "Ueda", "Vargas", "Walker", "Xu", "Young", "Zimmer",
    ];

    /// <summary>Genders as the shop records them.</summary>
    public static readonly string[] Genders = ["Female", "Male", "Other"];

    /// <summary>A full name and the e-mail address that goes with it.</summary>
    public static (string Name, string Email) Draw(Xoshiro256 random, int gender, int number)
    {
        var given = random.Pick(gender switch { 0 => Women, 1 => Men, _ => Neutral });
        var family = random.Pick(Families);
        var mail = $"{given.ToLowerInvariant()}.{family.ToLowerInvariant()}{number}@{random.Pick(Domains)}";
        return (given + " " + family, mail);
    }
}
