using System.Text.Json;

namespace Shopstream.Modules.Events;

/// <summary>A value that should be a time and is not.</summary>
public sealed class TimestampException(string message) : JsonException(message);
