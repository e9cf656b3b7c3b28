namespace Shopstream.Modules.Events;

/// <summary>Rules that the cache checks apply to a valid session document.</summary>
public static class SessionRules
{
    private const string Unknown = "unknown";

    /// <summary>A session with unknown device type or referrer is refused, whether its user is new or not.</summary>
    public static Rejection? Check(ShopSession session)
    {
        if (string.Equals(session.DeviceInformation?.DeviceType, Unknown, StringComparison.OrdinalIgnoreCase))
            return new(RejectionReasons.UnknownDevice, "deviceInformation.deviceType: found \"unknown\", expected a known device type");
        return string.Equals(session.Referrer, Unknown, StringComparison.OrdinalIgnoreCase)
            ? new(RejectionReasons.UnknownReferrer, "referrer: found \"unknown\", expected a known referrer")
            : null;
    }
}
