using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Shopstream.Tests.Deploy;

/// <summary>What a compose file of this project has to keep.</summary>
internal static partial class ComposeRules
{
    /// <summary>Every rule that the file breaks.</summary>
    /// <param name="compose">The file.</param>
    /// <param name="exists">Whether a path beside the file exists.</param>
    public static IEnumerable<string> Faults(JsonObject compose, Func<string, bool> exists)
    {
        var services = compose.Map("services");
        if (services.Count == 0) yield return "there are no services";
        foreach (var (name, service) in services)
        {
            foreach (var fault in Faults(service).Concat(References(compose, service, exists)))
                yield return $"{name}: {fault}";
        }

        var used = services.Values.SelectMany(s => s.List("volumes")).Select(v => v.ToString().Split(':')[0]).ToHashSet(StringComparer.Ordinal);
        foreach (var volume in compose.Map("volumes").Keys.Where(v => !used.Contains(v))) yield return $"volume {volume} is not used";
    }

    private static IEnumerable<string> Faults(JsonNode? service)
    {
        var image = service.Text("image") ?? "";
        if (!PinnedImage().IsMatch(image)) yield return $"image {image} names no exact version";
        if (service.Text("restart") is not ("unless-stopped" or "always" or "on-failure")) yield return "has no restart policy";
        if (service.Text("deploy.resources.limits.memory") is null) yield return "has no memory limit";
        if (service.At("healthcheck.test") is not JsonArray { Count: > 1 } test || test[0]!.ToString() is not ("CMD" or "CMD-SHELL"))
            yield return "has no health check";
        foreach (var part in new[] { "interval", "timeout", "retries" })
            if (service.Text($"healthcheck.{part}") is null) yield return $"health check has no {part}";
        foreach (var port in service.List("ports"))
            if (!LoopbackPort().IsMatch(port.ToString())) yield return $"port {port} is not bound to 127.0.0.1";
        foreach (var (key, value) in service.Map("environment"))
            if (SecretName().IsMatch(key) && value is not null && !Substituted().IsMatch(value.ToString())) yield return $"{key} has its secret in the file";
        if (service.At("network_mode") is not null || service.Text("privileged") is "true") yield return "leaves its container";
    }

    private static IEnumerable<string> References(JsonObject compose, JsonNode? service, Func<string, bool> exists)
    {
        foreach (var volume in service.List("volumes"))
        {
            var parts = volume.ToString().Split(':');
            if (!parts[0].StartsWith('.'))
            {
                if (!compose.Map("volumes").ContainsKey(parts[0])) yield return $"volume {parts[0]} is not declared";
                continue;
            }

            if (!exists(parts[0])) yield return $"{parts[0]} is mounted, but not there";
            if (parts is not [_, _, "ro"]) yield return $"{parts[0]} is mounted, but not read-only";
        }

        foreach (var network in service.List("networks"))
            if (!compose.Map("networks").ContainsKey(network.ToString())) yield return $"network {network} is not declared";
        foreach (var needed in service.Map("depends_on").Keys)
            if (!compose.Map("services").ContainsKey(needed)) yield return $"depends on {needed}, which is not there";
    }

    // A version of at least two numbers; a suffix such as -alpine may follow.
    [GeneratedRegex(@"^[a-z0-9./-]+:v?\d+\.\d+[\w.-]*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PinnedImage();

    [GeneratedRegex(@"^127\.0\.0\.1:\d+:\d+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LoopbackPort();

    [GeneratedRegex("PASSWORD|SECRET|TOKEN|APIKEY|API_KEY", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SecretName();

    // ${NAME} or ${NAME:?message}: from the environment, with no default beside it.
    [GeneratedRegex(@"^\$\{\w+(:?\?[^}]*)?\}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Substituted();
}
