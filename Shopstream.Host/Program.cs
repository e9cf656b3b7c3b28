using System.CommandLine;
using Microsoft.Extensions.Options;
using Shopstream.Host;
using Shopstream.Host.Commands;
using Shopstream.Modules.Ingest.Importing;
using Shopstream.Modules.Sqlite;

try
{
    var (settings, rest) = ShopstreamConfiguration.Split(args);
    var root = new RootCommand("Shopstream: analytics and recommendations of an online shop in one process. Every setting can be given as --Section:Key=value.");
    root.SetAction((_, cancellationToken) => RunCommand.ExecuteAsync(settings, cancellationToken));
    root.Add(RunCommand.Create(settings));
    root.Add(SimulateCommand.Create(settings));
    root.Add(ImportCommand.Create(settings));
    root.Add(BenchCommand.Create(settings));
    root.Add(KibanaCommand.Create(settings));
    root.Add(InstacartCommand.Create());
    root.Add(TrainCommand.Create(settings));
    root.Add(ExplainCommand.Create(settings));
    root.Add(SimilarUsersCommand.Create(settings));
    root.Add(SegmentsCommand.Create(settings));
    root.Add(TrendingCommand.Create(settings));
    root.Add(SentimentCommand.Create(settings));
    root.Add(EvaluateCommand.Create());
    return await root.Parse([.. rest]).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception e) when (StartFailure.Explain(e) is { } message)
{
    await Console.Error.WriteLineAsync(message);
    return 1;
}
catch (OperationCanceledException)
{
    return 130;
}
