using System.Buffers;
using System.Text.Json;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Ingest.Simulation;

/// <summary>
/// A furniture shop with visitors who have tastes, budgets and habits. Deterministic: equal options give the identical
/// sequence, however often and in whatever order histories are generated.
/// </summary>
/// <remarks>
/// The one thing left to the platform is the last digit of exp, log and sin; times are rounded to tenths of a second, so
/// that it shows at most in a draw that happens to fall between two neighbouring floating-point numbers.
/// </remarks>
public sealed class ShopSimulator
{
    [ThreadStatic]
    private static Utf8JsonWriter? _json;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _line;

    private readonly ShopWorld _world;
    private ShopRun? _live;

    /// <summary>Opens the shop; calibrating the funnel takes some 10 ms. Later changes of <paramref name="options"/> have no effect.</summary>
    /// <exception cref="ArgumentException">A setting is out of range; the message names it.</exception>
    public ShopSimulator(SimulatorOptions options) => _world = new ShopWorld(options);

    /// <summary>The ten products of the shop.</summary>
    public static IReadOnlyList<Product> Catalog { get; } = FurnitureCatalog.Products;

    /// <summary>
    /// A history: exactly <paramref name="sessions"/> records, duplicates included, spread over the span with its rhythm, in
    /// order of arrival. Event times lie in [Start, Start + Span) and mostly ascend; late and shuffled ones do not. Each
    /// enumeration begins anew; several may run at once, on different threads too.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="sessions"/> is negative.</exception>
    public IEnumerable<ShopSession> Generate(long sessions) => Generate(sessions, knows: null);

    /// <summary>As <see cref="Generate(long)"/>, with the chances that the shop gave each new session.</summary>
    /// <param name="sessions">Number of records.</param>
    /// <param name="knows">Called with each new session before it is handed out; not for a session that comes once more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="sessions"/> is negative.</exception>
    public IEnumerable<ShopSession> Generate(long sessions, Action<ShopSession, PurchaseTruth>? knows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sessions);
        return History(sessions, knows);
    }

    /// <summary>
    /// The live shop's next session, which arrives at <paramref name="now"/> and began then or, if late or shuffled,
    /// earlier; never later. Deterministic in options and the times given: the first one selects the random stream, so that
    /// a restarted shop does not repeat its session ids. Not thread-safe.
    /// </summary>
    public ShopSession Next(DateTimeOffset now)
    {
        _live ??= new ShopRun(_world, new Xoshiro256(_world.Options.Seed, RandomStreams.Live + now.ToUnixTimeMilliseconds()));
        return _live.Next(now, DateTimeOffset.MinValue);
    }

    /// <summary>Rate at which the live shop should be asked for sessions at <paramref name="now"/>, in sessions a second.</summary>
    public double RateAt(DateTimeOffset now) => _world.Options.SessionsPerSecond * _world.Rhythm.At(now);

    /// <summary>Appends <paramref name="session"/> as one line of JSON in UTF-8, ended by a line feed.</summary>
    public static void Write(IBufferWriter<byte> output, ShopSession session)
    {
        var json = _json ??= new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true });
        json.Reset(output);
        JsonSerializer.Serialize(json, session, EventsJsonContext.Default.ShopSession);
        json.Flush();
        output.Write("\n"u8);
    }

    /// <summary>Writes <paramref name="session"/> as one line of JSON in UTF-8, ended by a line feed; best into a buffered stream.</summary>
    /// <exception cref="IOException">The stream refuses.</exception>
    public static void Write(Stream output, ShopSession session)
    {
        var line = _line ??= new ArrayBufferWriter<byte>(4096);
        line.ResetWrittenCount();
        Write(line, session);
        output.Write(line.WrittenSpan);
    }

    private IEnumerable<ShopSession> History(long sessions, Action<ShopSession, PurchaseTruth>? knows)
    {
        var random = new Xoshiro256(_world.Options.Seed, RandomStreams.History);
        var timeline = new ArrivalTimeline(_world.Rhythm, _world.Options, sessions);
        var run = new ShopRun(_world, random) { Knows = knows };
        for (long i = 0; i < sessions; i++) yield return run.Next(timeline.At(i, random), _world.Options.Start);
    }
}
