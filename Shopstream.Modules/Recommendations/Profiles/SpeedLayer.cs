using System.Text;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Recommendations.Profiles;

/// <summary>How many records the speed layer has taken in, one document an input partition.</summary>
internal static class SpeedLayer
{
    /// <summary>The documents; their ids are topic and partition.</summary>
    public static readonly CollectionDefinition Collection = new("speed_layer", [new("events", IsInteger: true)], []);

    /// <summary>The count of a partition.</summary>
    public static Document DocumentOf(TopicPartition source, long events) =>
        new(source.ToString(), Encoding.UTF8.GetBytes($$"""{"topic":"{{source.Topic}}","partition":{{source.Partition}},"events":{{events}}}"""), [events]);
}
