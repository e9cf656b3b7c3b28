using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Bus.Embedded;
using Shopstream.Modules.Bus.Kafka;

namespace Shopstream.Modules.Bus;

/// <summary>Settings of the event bus, section <c>Bus</c>.</summary>
public sealed class BusOptions
{
    /// <value><c>Embedded</c> or <c>Kafka</c>. Default <c>Embedded</c>.</value>
    [AllowedValues("Embedded", "Kafka", ErrorMessage = "Bus:Provider: expected Embedded or Kafka.")]
    public string Provider { get; set; } = "Embedded";

    /// <value>Partitions of a new topic, 1 to 256. Default 4.</value>
    [Range(1, 256)]
    public int Partitions { get; set; } = 4;

    /// <summary>The embedded provider.</summary>
    [ValidateObjectMembers]
    public EmbeddedBusOptions Embedded { get; set; } = new();

    /// <summary>Apache Kafka.</summary>
    [ValidateObjectMembers]
    public KafkaBusOptions Kafka { get; set; } = new();
}

/// <summary>Generated checks of <see cref="BusOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class BusOptionsValidator : IValidateOptions<BusOptions>;
