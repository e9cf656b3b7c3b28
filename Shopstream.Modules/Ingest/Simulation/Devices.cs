using Shopstream.Modules.Events;

namespace Shopstream.Modules.Ingest.Simulation;

/// <summary>What visitors browse with. The instances are shared by all sessions.</summary>
internal static class Devices
{
    /// <summary>A device whose type is not known.</summary>
    public static readonly DeviceInformation Unknown = Device("unknown", "unknown", "unknown");

    /// <summary>A script's pretended browser.</summary>
    public static readonly DeviceInformation Script = Device("Desktop", "Linux", "Chrome");

    /// <summary>All devices of people.</summary>
    public static readonly DeviceInformation[] All =
    [
        Device("Mobile", "iOS", "Safari"), Device("Mobile", "Android", "Chrome"), Device("Mobile", "Android", "Samsung Internet"),
        Device("Mobile", "iOS", "Chrome"), Device("Desktop", "Windows", "Chrome"), Device("Desktop", "Windows", "Edge"),
        Device("Desktop", "macOS", "Safari"), Device("Desktop", "macOS", "Chrome"), Device("Desktop", "Linux", "Firefox"),
        Device("Desktop", "Windows", "Firefox"), Device("Tablet", "iPadOS", "Safari"), Device("Tablet", "Android", "Chrome"),
    ];

    /// <summary>Relative frequency of <see cref="All"/>.</summary>
    public static readonly double[] Weights = [24, 20, 5, 3, 18, 6, 7, 4, 1, 3, 6, 3];

    /// <summary>What kind of device an entry of <see cref="All"/> is.</summary>
    public static readonly DeviceKind[] Kinds = Array.ConvertAll(All, d => Enum.Parse<DeviceKind>(d.DeviceType!));

    private static DeviceInformation Device(string type, string system, string browser) =>
        new() { DeviceType = type, OperatingSystem = system, BrowserType = browser };
}

/// <summary>Kind of a known device; the names are the document's device types.</summary>
internal enum DeviceKind
{
    /// <summary>A phone.</summary>
    Mobile,

    /// <summary>A computer.</summary>
    Desktop,

    /// <summary>A tablet.</summary>
    Tablet,
}
