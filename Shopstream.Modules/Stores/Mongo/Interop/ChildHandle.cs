using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Shopstream.Modules.Stores.Mongo.Interop;

/// <summary>A native object that lives inside another one, which stays until this is freed.</summary>
internal abstract class ChildHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private readonly SafeHandle _parent;

    protected ChildHandle(SafeHandle parent, nint child)
        : base(ownsHandle: true)
    {
        var isHeld = false;
        parent.DangerousAddRef(ref isHeld);
        _parent = parent;
        SetHandle(child);
    }

    protected sealed override bool ReleaseHandle()
    {
        Free(_parent.DangerousGetHandle(), handle);
        _parent.DangerousRelease();
        return true;
    }

    /// <summary>Frees the native object.</summary>
    protected abstract void Free(nint parent, nint child);
}
