namespace Shopstream.Tests.Support.Mongo;

/// <summary>Something that goes wrong with the next commands of a name.</summary>
/// <param name="Command">Name of the command, such as <c>update</c>.</param>
internal sealed record MongoFault(string Command)
{
    /// <summary>How often.</summary>
    public int Times { get; set; } = 1;

    /// <summary>How many of them pass first.</summary>
    public int Skip { get; set; }

    /// <summary>It is done, but the answer comes that much later.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Happens after it is done and before the answer.</summary>
    public Action? Then { get; init; }

    /// <summary>The connection ends and nothing is done.</summary>
    public bool CutsBefore { get; init; }

    /// <summary>It is done, and the connection ends in the middle of the answer.</summary>
    public bool CutsReply { get; init; }

    /// <summary>Nothing is done, and this is the answer.</summary>
    public (int Code, string Name)? Error { get; init; }

    /// <summary>Nothing of the item at that index of a write is done.</summary>
    public (int Index, int Code)? WriteError { get; init; }

    /// <summary>It is done, but not confirmed.</summary>
    public int? WriteConcernError { get; init; }
}
