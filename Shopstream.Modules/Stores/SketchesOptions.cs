using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Stores.InProcess;

namespace Shopstream.Modules.Stores;

/// <summary>Settings of sketches and counters, section <c>Sketches</c>.</summary>
public sealed class SketchesOptions
{
    /// <value><c>InProcess</c>. Default <c>InProcess</c>.</value>
    [AllowedValues("InProcess", ErrorMessage = "Sketches:Provider: expected InProcess.")]
    public string Provider { get; set; } = "InProcess";

    /// <summary>The in-process provider.</summary>
    [ValidateObjectMembers]
    public InProcessSketchesOptions InProcess { get; set; } = new();
}

[OptionsValidator]
internal sealed partial class SketchesOptionsValidator : IValidateOptions<SketchesOptions>;
