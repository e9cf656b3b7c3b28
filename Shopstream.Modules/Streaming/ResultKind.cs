namespace Shopstream.Modules.Streaming;

/// <summary>How far a <see cref="WindowResult{TKey, TAcc}"/> can still change.</summary>
public enum ResultKind
{
    /// <summary>The window has not ended; this is what it holds so far.</summary>
    Early,

    /// <summary>The watermark reached the window's end: complete but for late records.</summary>
    Final,

    /// <summary>A late record, within the allowed lateness, changed a window whose end had passed; replaces what was reported.</summary>
    Update,

    /// <summary>
    /// Sessions only: the session that stood under this start was merged into, or became, one that starts earlier. What was
    /// reported for this window and key is to be deleted, if anything was.
    /// </summary>
    Retracted,
}
