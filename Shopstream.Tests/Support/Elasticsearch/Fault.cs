namespace Shopstream.Tests.Support.Elasticsearch;

/// <summary>Something that goes wrong with a request.</summary>
internal sealed record Fault
{
    /// <summary>Only requests whose path holds this; null for all.</summary>
    public string? Path { get; init; }

    /// <summary>How many requests it befalls.</summary>
    public int Times { get; init; } = 1;

    /// <summary>The whole request is answered with this status and not done.</summary>
    public int? Status { get; init; }

    /// <summary>With the status: seconds in <c>Retry-After</c>.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>With the status: a body of its own instead of a JSON error.</summary>
    public string? Body { get; init; }

    /// <summary>The actions of a bulk request that are answered with <see cref="ItemStatus"/> and not done, by position and id.</summary>
    public Func<int, string, bool>? Items { get; init; }

    /// <summary>Status of those actions.</summary>
    public int ItemStatus { get; init; } = 429;

    /// <summary>Kind of their error.</summary>
    public string ItemType { get; init; } = "es_rejected_execution_exception";

    /// <summary>The connection is cut before anything is done.</summary>
    public bool CutBefore { get; init; }

    /// <summary>The connection is cut after everything was done, before the answer.</summary>
    public bool CutAfter { get; init; }

    /// <summary>The connection is cut within the answer.</summary>
    public bool CutWithin { get; init; }

    /// <summary>Of a bulk request only the first half is done, then the connection is cut.</summary>
    public bool CutHalfway { get; init; }

    /// <summary>The answer waits for this.</summary>
    public Task? Until { get; init; }
}
