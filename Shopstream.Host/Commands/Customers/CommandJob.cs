using Shopstream.Modules.Jobs;
using Spectre.Console;

namespace Shopstream.Host.Commands.Customers;

/// <summary>Runs a job to its end for a command, with its progress on a terminal; the run is in the history like any other.</summary>
internal static class CommandJob
{
    /// <summary>Runs it.</summary>
    /// <returns>The run, which succeeded.</returns>
    /// <exception cref="ConfigurationException">It cannot run, or it failed; the message says why.</exception>
    public static async Task<JobRecord> RunAsync(IServiceProvider services, string job, IReadOnlyDictionary<string, string> parameters, CancellationToken cancellationToken)
    {
        var runner = services.GetRequiredService<JobRunner>();
        JobRecord run;
        try
        {
            run = await runner.StartAsync(job, parameters, JobTrigger.Command, cancellationToken);
        }
        catch (JobRefusedException e)
        {
            throw new ConfigurationException(e is UnknownJobException ? $"Modules: found no module with job {job} among those that are on, expected it for this command." : e.Message);
        }

        try
        {
            if (AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected)
            {
                await AnsiConsole.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn()).StartAsync(async context =>
                {
                    var task = context.AddTask(Markup.Escape(job));
                    run = await FollowAsync(runner, run.Id, now => (task.Value, task.Description) = (100 * now.Progress, Markup.Escape($"{job}: {now.Message}")), cancellationToken);
                    task.Value = 100;
                });
            }
            else
            {
                run = await FollowAsync(runner, run.Id, _ => { }, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The run ends with the host, which is disposed of next; asked first, it is recorded as cancelled.
            await runner.CancelAsync(run.Id, CancellationToken.None);
            throw;
        }

        return run.State == JobState.Succeeded ? run : throw new ConfigurationException($"{job}: {run.Error ?? $"the run ended as {run.State}"}");
    }

    private static async Task<JobRecord> FollowAsync(JobRunner runner, string id, Action<JobRecord> tell, CancellationToken cancellationToken)
    {
        JobRecord? last = null;
        await foreach (var now in runner.FollowAsync(id, cancellationToken)) tell(last = now);
        return last ?? throw new InvalidOperationException($"Expected run {id} in the history, found none.");
    }
}
