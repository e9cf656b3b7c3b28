namespace Shopstream.Modules.Events;

/// <summary>Names of the topics; a contract with other programs.</summary>
public static class Topics
{
    /// <summary>Session documents as collected; key = user id.</summary>
    public const string UserSessionInfo = "user_session_info";

    /// <summary>Session documents that passed the cache checks; key = user id.</summary>
    public const string ValidCustomerSession = "valid_customer_session";

    /// <summary>Sessions refused by validation or by the cache checks, as <see cref="RejectedRecord"/>.</summary>
    public const string RejectedSessions = "rejected_sessions";

    /// <summary>Raw interactions; key = user id.</summary>
    public const string UserInteractions = "user_interactions";

    /// <summary>Interactions refused by validation, as <see cref="RejectedRecord"/>.</summary>
    public const string RejectedInteractions = "rejected_interactions";

    /// <summary>Purchases in flight with what they trigger; key = user id.</summary>
    public const string RealTimeRecommendations = "real_time_recommendations";

    /// <summary>Answers with recommendations, as <see cref="Events.ServedRecommendations"/>; key = user id.</summary>
    public const string ServedRecommendations = "served_recommendations";

    /// <summary>Records that came after watermark and allowed lateness, as <see cref="LateRecord"/>.</summary>
    public const string LateRecords = "late_records";

    /// <summary>Every topic this system reads or writes.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        UserSessionInfo, ValidCustomerSession, RejectedSessions, UserInteractions,
        RejectedInteractions, RealTimeRecommendations, ServedRecommendations, LateRecords,
    ];
}
