using System.Text;
using System.Text.Json.Nodes;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest.Simulation;

namespace Shopstream.Tests.Faults;

/// <summary>One event of the load.</summary>
/// <param name="Topic">Where it is published.</param>
/// <param name="Key">User id.</param>
/// <param name="TimeMs">Event time.</param>
/// <param name="Json">Its content.</param>
internal sealed record ProducedEvent(string Topic, string Key, long TimeMs, byte[] Json);

/// <summary>
/// A seeded load in event-time order: simulated sessions, repeats and unknown devices among them, and raw interactions of users of
/// their own. Nothing of it is late.
/// </summary>
internal static class ProducedEvents
{
    public const string ProducerId = "load";

    private static readonly string[] Types = ["view", "view", "view", "cart", "purchase", "like", "remove_from_cart", "click", "impression"];

    public static List<ProducedEvent> Generate(int seed, int sessions, TimeSpan span)
    {
        var options = new SimulatorOptions { Seed = seed, Users = Math.Max(100, sessions / 8), Span = span, LateShare = 0, ReviewShare = 0.2 };
        var events = new List<ProducedEvent>();
        foreach (var session in new ShopSimulator(options).Generate(sessions))
        {
            using var json = new MemoryStream();
            ShopSimulator.Write(json, session);
            events.Add(new(Topics.UserSessionInfo, session.UserId, session.EventTimeMs, json.ToArray()));
        }

        var (first, last) = (events.Min(e => e.TimeMs), events.Max(e => e.TimeMs));
        events.AddRange(Interactions(new Random(seed), sessions / 4, first, last));
        return [.. events.OrderBy(e => e.TimeMs)];
    }

    /// <summary>As records to publish, each with the sequence by which a repeated write is recognised.</summary>
    public static OutgoingRecord ToRecord(ProducedEvent produced, long sequence) => new()
    {
        Key = produced.Key, Value = produced.Json, TimestampMs = produced.TimeMs, ProducerId = ProducerId, Sequence = sequence,
    };

    private static IEnumerable<ProducedEvent> Interactions(Random random, int sessions, long first, long last)
    {
        for (var i = 0; i < sessions; i++)
        {
            var user = $"raw{random.Next(sessions / 4)}";
            var time = first + random.NextInt64(last - first);
            var session = $"visit-{i}";
            for (var events = random.Next(1, 8); events > 0 && time <= last; events--)
            {
                var product = random.Next(1, 40);
                var json = new JsonObject
                {
                    ["user_id"] = user,
                    ["product_id"] = $"p{product}",
                    ["event_type"] = Types[random.Next(Types.Length)],
                    ["event_time"] = DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("yyyy-MM-ddTHH:mm:ss.fffZ"),
                    ["session_id"] = session,
                    ["event_id"] = $"{session}-{events}",
                    ["brand"] = $"brand{product % 7}",
                    ["price"] = product * 1.25m,
                };
                yield return new(Topics.UserInteractions, user, time, Encoding.UTF8.GetBytes(json.ToJsonString()));
                time += random.Next(1_000, 300_000);
            }
        }
    }
}
