using System.Diagnostics.Metrics;

namespace Shopstream.Modules.CacheChecks;

/// <summary>Metrics of the cache checks.</summary>
internal sealed class CacheChecksMetrics
{
    public const string MeterName = "Shopstream.CacheChecks";

    private readonly Counter<long> _sessions;
    private readonly Counter<long> _rejected;

    public CacheChecksMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        _sessions = meter.CreateCounter<long>("shopstream.cache_checks.valid", "{session}", "Valid sessions, by whether the user was seen before");
        _rejected = meter.CreateCounter<long>("shopstream.cache_checks.rejected", "{session}", "Refused sessions, by reason");
    }

    public void Accepted(in CheckCounts counts)
    {
        if (counts.New > 0) _sessions.Add(counts.New, new KeyValuePair<string, object?>("user", "new"));
        if (counts.Returning > 0) _sessions.Add(counts.Returning, new KeyValuePair<string, object?>("user", "returning"));
    }

    public void Rejected(string reason) => _rejected.Add(1, new KeyValuePair<string, object?>("reason", reason));
}

/// <summary>Valid sessions of a batch.</summary>
internal struct CheckCounts
{
    public int New;

    public int Returning;

    public void Count(bool isReturning)
    {
        if (isReturning) Returning++;
        else New++;
    }
}
