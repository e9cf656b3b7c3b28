namespace Shopstream.Host.Commands.Purchase;

/// <summary>What <c>explain purchase</c> is asked to do.</summary>
internal sealed record ExplainRequest(
    FileInfo Model, FileInfo? Data, bool Documents, FileInfo Out, bool ByColumn, FileInfo? Drawing, IReadOnlyList<int> Rows, char Separator, FileInfo? Json);
