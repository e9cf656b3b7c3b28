namespace Shopstream.Host;

/// <summary>The configuration cannot be used; the message names key, found and expected.</summary>
internal sealed class ConfigurationException(string message) : Exception(message);
