using System.CommandLine;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Shopstream.Host.Commands;

/// <summary><c>run</c>: the host.</summary>
internal static class RunCommand
{
    public static Command Create(IReadOnlyList<string> settings)
    {
        var command = new Command("run", "Runs the host (the default). Stop it with Ctrl+C.");
        command.SetAction((_, cancellationToken) => ExecuteAsync(settings, cancellationToken));
        return command;
    }

    public static async Task<int> ExecuteAsync(IReadOnlyList<string> settings, CancellationToken cancellationToken)
    {
        await using var app = ShopstreamHost.CreateWeb(settings);
        await app.StartAsync(cancellationToken);
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses;
        Console.WriteLine($"Shopstream is ready: {string.Join(", ", addresses ?? [])}");
        Console.WriteLine($"Modules: {string.Join(", ", ModuleCatalog.Enabled(app.Configuration).Select(m => m.Name))}");
        Console.WriteLine($"Data: {ShopstreamConfiguration.DataPath(app.Configuration)}");
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }
}
