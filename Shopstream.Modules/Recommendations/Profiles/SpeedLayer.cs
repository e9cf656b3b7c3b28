using System.Text;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Recommendations.Profiles;

/// <summary>How many messages the speed layer has received, one document an input partition.</summary>
internal static class SpeedLayer
{
    /// <summary>The documents; their ids are topic and partition.</summary>
    public static readonly CollectionDefinition Collection = new("speed_layer", [new("messages", IsInteger: true)], []);

    /// <summary>The count of a partition.</summary>
    public static Document DocumentOf(TopicPartition source, long messages) =>
        new(source.ToString(), Encoding.UTF8.GetBytes($$"""{"topic":"{{source.Topic}}","partition":{{source.Partition}},"messages":{{messages}}}"""), [messages]);
}
