namespace Shopstream.Modules.Ingest.Simulation;

/// <summary>A session in the making, in product and device indices; reused from session to session.</summary>
internal sealed class SessionDraft
{
    /// <summary>Most product pages of one session.</summary>
    public const int MaxPages = 64;

    /// <summary>Product index by page.</summary>
    public int[] Pages { get; } = new int[MaxPages];

    /// <summary>Seconds by page, one decimal.</summary>
    public double[] Seconds { get; } = new double[MaxPages];

    /// <summary>Number of product pages, 1 to <see cref="MaxPages"/>.</summary>
    public int Count { get; private set; }

    /// <summary>Bit p is set when product index p was viewed.</summary>
    public int Viewed { get; private set; }

    /// <summary>Who.</summary>
    public required Visitor Visitor { get; set; }

    /// <summary>Index into <see cref="Devices.All"/>.</summary>
    public int Device { get; set; }

    /// <summary>Index into <see cref="Referrers.Names"/>.</summary>
    public int Referrer { get; set; }

    /// <summary>Whether the visitor came back for a product left in the cart.</summary>
    public bool CameBack { get; set; }

    /// <summary>Length of the session in seconds, pages beside the products included.</summary>
    public double Duration { get; set; }

    /// <summary>All pages.</summary>
    public int PageViews { get; set; }

    /// <summary>Clicks.</summary>
    public int Clicks { get; set; }

    /// <summary>How far it got.</summary>
    public FunnelStage Stage { get; set; }

    /// <summary>Index of the product viewed last.</summary>
    public int Exit => Pages[Count - 1];

    /// <summary>Kind of the device.</summary>
    public DeviceKind DeviceKind => Devices.Kinds[Device];

    /// <summary>Whether product index <paramref name="product"/> was viewed.</summary>
    public bool HasViewed(int product) => (Viewed >> product & 1) != 0;

    /// <summary>Begins a new session.</summary>
    public void Begin(Visitor visitor)
    {
        Visitor = visitor;
        Count = 0;
        Viewed = 0;
        CameBack = false;
        Stage = FunnelStage.View;
    }

    /// <summary>Adds a product page.</summary>
    public void View(int product, double seconds)
    {
        Pages[Count] = product;
        Seconds[Count++] = Math.Round(seconds, 1);
        Viewed |= 1 << product;
    }
}
