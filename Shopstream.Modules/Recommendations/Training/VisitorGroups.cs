namespace Shopstream.Modules.Recommendations.Training;

/// <summary>The groups that a visitor belongs to before anything else is known.</summary>
internal static class VisitorGroups
{
    /// <summary>Names of the groups, the most telling first.</summary>
    public static IEnumerable<string> Of(string? country, string? device, string? referrer)
    {
        if (country is { Length: > 0 } and not "unknown") yield return "country:" + country;
        if (referrer is { Length: > 0 } and not "unknown") yield return "referrer:" + referrer;
        if (device is { Length: > 0 } and not "unknown") yield return "device:" + device;
    }
}
