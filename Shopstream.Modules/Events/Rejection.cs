namespace Shopstream.Modules.Events;

/// <summary>Why a record is refused.</summary>
/// <param name="Reason">One of <see cref="RejectionReasons"/>.</param>
/// <param name="Detail">Where in the record, what was found and what was expected.</param>
public sealed record Rejection(string Reason, string Detail);
