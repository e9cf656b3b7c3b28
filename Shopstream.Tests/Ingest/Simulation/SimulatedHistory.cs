using System.Buffers;
using System.Security.Cryptography;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest.Simulation;

namespace Shopstream.Tests.Ingest.Simulation;

/// <summary>Histories that several fixtures look at.</summary>
internal static class SimulatedHistory
{
    /// <summary>60,000 records of the default shop.</summary>
    public static readonly Lazy<List<ShopSession>> Default = new(() => [.. new ShopSimulator(new SimulatorOptions()).Generate(60_000)]);

    /// <summary>The bytes of a history as JSON lines.</summary>
    public static byte[] Bytes(IEnumerable<ShopSession> sessions)
    {
        var buffer = new ArrayBufferWriter<byte>();
        foreach (var session in sessions) ShopSimulator.Write(buffer, session);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A digest of the bytes of a history.</summary>
    public static string Digest(IEnumerable<ShopSession> sessions) => Convert.ToHexString(SHA256.HashData(Bytes(sessions)));

    /// <summary>Whether a session was browsed by a script.</summary>
    public static bool IsBot(ShopSession session) => session.BrowsingPattern.Count >= 15;
}
