namespace Shopstream.Modules.Jobs;

/// <summary>A job cannot be started as asked; the message tells the caller why.</summary>
public abstract class JobRefusedException(string message) : Exception(message);

/// <summary>There is no such job.</summary>
public sealed class UnknownJobException(string message) : JobRefusedException(message);

/// <summary>A parameter is unknown or its value cannot be used.</summary>
public sealed class JobParameterException(string message) : JobRefusedException(message);

/// <summary>The job runs already, here or on another host.</summary>
/// <param name="message">Says where and since when.</param>
/// <param name="runId">The run under way.</param>
public sealed class JobIsRunningException(string message, string runId) : JobRefusedException(message)
{
    /// <summary>The run under way.</summary>
    public string RunId { get; } = runId;
}

/// <summary>The host is stopping and starts nothing any more.</summary>
public sealed class JobsStoppingException() : JobRefusedException("The host is stopping; it starts no job any more.");
