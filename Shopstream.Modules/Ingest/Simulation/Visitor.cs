using Shopstream.Modules.Events;

namespace Shopstream.Modules.Ingest.Simulation;

/// <summary>One visitor with all latent traits. Immutable; a function of seed and number alone.</summary>
internal sealed class Visitor
{
    /// <summary>Draws visitor number <paramref name="number"/> of the shop.</summary>
    public Visitor(SimulatorOptions options, int number)
    {
        var random = new Xoshiro256(options.Seed, RandomStreams.Visitors + number);
        Number = number;
        UserId = "u" + number.ToString("D6");
        Gender = random.PickIndex([0.53, 0.44, 0.03]);
        (Name, Email) = VisitorNames.Draw(random, Gender, number);
        var place = VisitPlaces.All[random.PickIndex(VisitPlaces.Weights)];
        Location = new LocationData { Country = place.Country, State = place.State, City = place.City, ZipCode = VisitPlaces.Zip(place.Zip, random) };
        Wealth = place.Wealth;

        // Addresses of private networks and of carriers' shared space (RFC 1918, RFC 6598): nobody's own.
        HomeAddress = $"10.{random.Below(256)}.{random.Below(256)}.{1 + random.Below(254)}";
        MobileAddress = $"100.{64 + random.Below(64)}.{random.Below(256)}.{1 + random.Below(254)}";
        Device = random.PickIndex(Devices.Weights);
        SecondDevice = random.PickIndex(Devices.Weights);
        Referrer = random.PickIndex(Referrers.Weights);
        PaymentMethod = random.Chance(0.64) ? "CreditCard" : "PayPal";
        Eagerness = random.NextNormal();
        LogBudget = 7.9 + (0.7 * random.NextNormal()) + (0.5 * place.Wealth);
        PriceSensitivity = Math.Exp(0.5 * random.NextNormal());
        Mood = random.NextNormal();
        Span<double> rooms = stackalloc double[FurnitureCatalog.Rooms];
        foreach (ref var room in rooms) room = Math.Exp(options.TasteSpread * random.NextNormal());
        for (var p = 0; p < FurnitureCatalog.Count; p++)
        {
            var beyond = Math.Max(0, FurnitureCatalog.LogPrices[p] - LogBudget);
            Taste[p] = rooms[FurnitureCatalog.Room[p]] * FurnitureCatalog.Popularity[p]
                * Math.Exp((0.35 * options.TasteSpread * random.NextNormal()) - (0.5 * PriceSensitivity * beyond));
        }
    }

    /// <summary>Number from 0, the digits of the id.</summary>
    public int Number { get; }

    /// <summary>Id such as <c>u000123</c>.</summary>
    public string UserId { get; }

    /// <summary>Full name.</summary>
    public string Name { get; }

    /// <summary>E-mail address in an example domain.</summary>
    public string Email { get; }

    /// <summary>Index into <see cref="VisitorNames.Genders"/>.</summary>
    public int Gender { get; }

    /// <summary>Home; shared by the visitor's sessions.</summary>
    public LocationData Location { get; }

    /// <summary>What the place adds to the decision to buy.</summary>
    public double Wealth { get; }

    /// <summary>IP address at home.</summary>
    public string HomeAddress { get; }

    /// <summary>IP address under way.</summary>
    public string MobileAddress { get; }

    /// <summary>Index of the device used mostly.</summary>
    public int Device { get; }

    /// <summary>Index of the device used now and then.</summary>
    public int SecondDevice { get; }

    /// <summary>Index of the referrer used mostly.</summary>
    public int Referrer { get; }

    /// <summary>How the visitor pays.</summary>
    public string PaymentMethod { get; }

    /// <summary>Inclination to stay and to buy; about standard normal.</summary>
    public double Eagerness { get; }

    /// <summary>Natural logarithm of what the visitor is ready to spend at once.</summary>
    public double LogBudget { get; }

    /// <summary>How much prices beyond the budget deter; about 1.</summary>
    public double PriceSensitivity { get; }

    /// <summary>Inclination to praise in reviews; about standard normal.</summary>
    public double Mood { get; }

    /// <summary>Interest in each product, double[10], positive.</summary>
    public double[] Taste { get; } = new double[FurnitureCatalog.Count];
}
