using System.Text;
using Shopstream.Modules.Streaming;

namespace Shopstream.Tests.Streaming;

public sealed class StateSlotsTests
{
    [Test]
    public void Changes_SameNameTwice_KeepsTheLastCall()
    {
        var writer = new StateWriter();
        writer.Put("a", "1"u8.ToArray());
        writer.Remove("a");
        writer.Remove("b");
        writer.Put("b", "2"u8.ToArray());
        writer.Scope("x").Scope("y").Put("c", "3"u8.ToArray());
        writer.Changes.Keys.ShouldBe(["a", "b", "x/y/c"], ignoreOrder: true);
        writer.Changes["a"].ShouldBeNull();
        Text(writer.Changes["b"]!.Value).ShouldBe("2");
    }

    [Test]
    public void ApplyTo_AWriterKeptAfterAFailedCheckpoint_HoldsBothChanges()
    {
        var tracker = new WatermarkTracker(TimeSpan.Zero);
        var writer = new StateWriter();
        tracker.Observe(5);
        tracker.Snapshot(writer.Scope("a"));
        // Storing failed here; nothing changed since, and the next snapshot adds nothing.
        tracker.Snapshot(writer.Scope("a"));
        var slots = new Dictionary<string, ReadOnlyMemory<byte>> { ["a/watermark"] = "1"u8.ToArray() };
        writer.ApplyTo(slots);
        var restored = new WatermarkTracker(TimeSpan.Zero);
        restored.Restore(new StateReader(slots).Scope("a"));
        restored.Current.ShouldBe(5);
    }

    [Test]
    public void WithPrefix_InAScope_GivesNamesWithinItInOrder()
    {
        var reader = new StateReader(new Dictionary<string, ReadOnlyMemory<byte>>
        {
            ["one/window/b"] = "2"u8.ToArray(), ["one/window/a"] = "1"u8.ToArray(), ["one/other"] = default, ["window/c"] = default,
        }).Scope("one");
        reader.WithPrefix("window/").Select(slot => $"{slot.Key} {Text(slot.Value)}").ShouldBe(["window/a 1", "window/b 2"]);
        reader.TryGet("other", out _).ShouldBeTrue();
        reader.TryGet("window/c", out _).ShouldBeFalse();
    }

    [Test]
    public void Restore_SlotIsNoInteger_NamesIt() =>
        Should.Throw<FormatException>(() => new WatermarkTracker(TimeSpan.Zero).Restore(
            new(new Dictionary<string, ReadOnlyMemory<byte>> { ["watermark"] = "x7"u8.ToArray() }))).Message.ShouldContain("\"x7\"");

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
