using System.Diagnostics;

namespace Shopstream.Tests.Support;

/// <summary>A Redis Cluster of three nodes without replicas that ends with the test.</summary>
internal sealed class RedisCluster : IDisposable
{
    private const string Program = "/usr/bin/redis-cli";
    private readonly List<RedisServer> _nodes = [];

    private RedisCluster()
    {
    }

    /// <summary>Its nodes.</summary>
    public IReadOnlyList<RedisServer> Nodes => _nodes;

    /// <summary>Starts the nodes and joins them.</summary>
    public static async Task<RedisCluster> StartAsync(CancellationToken cancel)
    {
        if (!File.Exists(Program)) Assert.Ignore($"This test needs {Program} (Debian package redis-tools), which is not here.");
        var cluster = new RedisCluster();
        try
        {
            for (var node = 0; node < 3; node++)
                cluster._nodes.Add(await RedisServer.StartAsync("--cluster-enabled", "yes", "--cluster-config-file", "nodes.conf"));
            using var create = Process.Start(new ProcessStartInfo(
                Program, ["--cluster", "create", .. cluster._nodes.Select(node => node.Configuration), "--cluster-yes"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
            var output = await create.StandardOutput.ReadToEndAsync(cancel);
            await create.WaitForExitAsync(cancel);
            create.ExitCode.ShouldBe(0, output);
            await Eventually.BecomesTrueAsync(cluster.IsReadyAsync, "all nodes know that the cluster is complete");
            return cluster;
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _nodes.ForEach(node => node.Dispose());

    private async Task<bool> IsReadyAsync()
    {
        foreach (var node in _nodes)
        {
            var info = (string)await node.ExecuteAsync("CLUSTER", "INFO")!;
            if (!info!.Contains("cluster_state:ok", StringComparison.Ordinal)) return false;
        }

        return true;
    }
}
