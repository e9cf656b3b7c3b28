using Microsoft.Extensions.Logging;

namespace Shopstream.Modules.Ml.Models;

/// <summary>Log messages of models; event ids 1440 to 1459.</summary>
internal static partial class ModelsLog
{
    [LoggerMessage(1440, LogLevel.Information, "Model {Model} predicts by version {Version} ({Kind})")]
    public static partial void Loaded(ILogger logger, string model, int version, string kind);

    [LoggerMessage(1441, LogLevel.Warning, "No newer version of model {Model} could be looked for; version {Version} goes on")]
    public static partial void RefreshFailed(ILogger logger, Exception exception, string model, int version);

    [LoggerMessage(1442, LogLevel.Information, "Model {Model}, version {Version}: {Outcome}: {Reason}")]
    public static partial void Decided(ILogger logger, string model, int version, string outcome, string reason);
}
