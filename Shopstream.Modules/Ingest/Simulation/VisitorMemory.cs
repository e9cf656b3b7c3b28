namespace Shopstream.Modules.Ingest.Simulation;

/// <summary>What returning visitors bring along: the product left in a cart and the products already owned.</summary>
internal sealed class VisitorMemory(int users)
{
    // Product index + 1; 0 when no cart was left.
    private readonly byte[] _left = new byte[users];
    private readonly ushort[] _owned = new ushort[users];

    /// <summary>Index of the product left in the cart, or -1.</summary>
    public int LeftInCart(Visitor visitor) => _left[visitor.Number] - 1;

    /// <summary>Bit p is set when the visitor bought product index p.</summary>
    public int Owned(Visitor visitor) => _owned[visitor.Number];

    /// <summary>Remembers how a session ended.</summary>
    public void Remember(SessionDraft draft)
    {
        var number = draft.Visitor.Number;
        if (draft.Stage == FunnelStage.Purchase)
        {
            _owned[number] |= (ushort)draft.Viewed;
            _left[number] = 0;
        }
        else if (draft.Stage != FunnelStage.View)
        {
            _left[number] = (byte)(draft.Exit + 1);
        }
        else if (draft.CameBack)
        {
            // Looked at once more and let go.
            _left[number] = 0;
        }
    }
}
