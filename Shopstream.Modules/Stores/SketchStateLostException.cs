namespace Shopstream.Modules.Stores;

/// <summary>
/// An outside store no longer has what was applied to it: it restarted empty, fell back to an older copy, or another host is
/// rebuilding it. Whoever restores the newest checkpoint and replays from there gets the right state again.
/// </summary>
public sealed class SketchStateLostException : Exception
{
    /// <summary>Without a reason.</summary>
    public SketchStateLostException()
    {
    }

    /// <summary>Says what was found and expected.</summary>
    public SketchStateLostException(string message)
        : base(message)
    {
    }

    /// <summary>Says what was found and expected, and what brought it to light.</summary>
    public SketchStateLostException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
