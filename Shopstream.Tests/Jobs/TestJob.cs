using Shopstream.Modules.Jobs;

namespace Shopstream.Tests.Jobs;

/// <summary>A job that does what a test says.</summary>
internal sealed class TestJob(string name, Func<JobRun, CancellationToken, Task<IReadOnlyDictionary<string, object?>>> work) : IBatchJob
{
    public string Name => name;

    public string Description => "Does what a test says.";

    public IReadOnlyList<JobParameter> Parameters { get; init; } =
    [
        JobParameter.WholeNumber("days", "Days.", 7, 1, 30),
        JobParameter.Choice("kind", "Kind.", "small", "small", "large"),
        JobParameter.Duration("window", "Window."),
        JobParameter.Time("from", "From."),
        JobParameter.Flag("force", "Force.", fallback: false),
        JobParameter.Number("share", "Share.", 0.5, 0, 1),
    ];

    /// <summary>A job that returns at once.</summary>
    public static TestJob Quick(string name) => new(name, (_, _) => Task.FromResult(Result()));

    /// <summary>A job that runs until the gate opens or it is cancelled.</summary>
    public static TestJob Waiting(string name, Task gate) => new(name, async (_, cancellationToken) =>
    {
        await gate.WaitAsync(cancellationToken);
        return Result();
    });

    public static IReadOnlyDictionary<string, object?> Result() =>
        new Dictionary<string, object?>(StringComparer.Ordinal) { ["rows"] = 3, ["names"] = (string[])["a", "b"] };

    public Task<IReadOnlyDictionary<string, object?>> RunAsync(JobRun run, CancellationToken cancellationToken) => work(run, cancellationToken);
}
