namespace Shopstream.Modules.Connections;

/// <summary>
/// What is known of one outside server. Told by whoever talks to it and by the probe; the last word counts. Thread-safe.
/// </summary>
public sealed class Connection
{
    private readonly ConnectionRegistry _registry;
    private readonly Lock _gate = new();

    internal Connection(ConnectionRegistry registry, string name, bool isRequired, Func<CancellationToken, ValueTask> probe)
    {
        _registry = registry;
        Name = name;
        IsRequired = isRequired;
        Probe = probe;
    }

    /// <value>Name of the server's kind, such as <c>kafka</c>.</value>
    public string Name { get; }

    /// <value>Whether nothing can be taken in while it is away.</value>
    public bool IsRequired { get; }

    /// <value>Whether it answered last time; null before the first answer or failure.</value>
    public bool? IsUp { get; private set; }

    /// <value>Why it is not up, or null.</value>
    public string? Failure { get; private set; }

    /// <value>When <see cref="IsUp"/> changed last.</value>
    public DateTimeOffset Since { get; private set; }

    internal Func<CancellationToken, ValueTask> Probe { get; }

    /// <summary>It answered.</summary>
    public void Succeeded()
    {
        if (IsUp is true) return;
        Change(isUp: true, failure: null);
    }

    /// <summary>It could not be reached, or answered that it cannot serve. Bad requests are no failure of the connection.</summary>
    /// <param name="reason">What happened, without secrets.</param>
    public void Failed(string reason)
    {
        _registry.CountFailure(Name);
        Change(isUp: false, reason);
    }

    private void Change(bool isUp, string? failure)
    {
        lock (_gate)
        {
            var before = IsUp;
            Failure = failure;
            if (before == isUp) return;
            IsUp = isUp;
            Since = _registry.Now;
            if (isUp) _registry.LogUp(Name, cameBack: before is false);
            else _registry.LogDown(Name, failure!);
        }
    }
}
