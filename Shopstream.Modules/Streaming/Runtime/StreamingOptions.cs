using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Shopstream.Modules.Streaming.Runtime;

/// <summary>Settings of the stream engine, section <c>Streaming</c>.</summary>
public sealed class StreamingOptions
{
    /// <value>How often early results are written. Default 1 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan EmitInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <value>How often state and offsets are checkpointed. Default 10 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <value>A partition without records for this long does not hold the others back. Default 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <value>Wait before a failed job starts again from its checkpoint. Default 2 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan RestartDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <value>How long a job that is told to stop may take to finish what it has in hand; then it is replayed at the next start. Default 10 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(10);
}

/// <summary>Generated checks of <see cref="StreamingOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class StreamingOptionsValidator : IValidateOptions<StreamingOptions>;
