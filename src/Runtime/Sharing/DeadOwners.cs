using System;
using System.Collections.Generic;

namespace ProcessIsolate.Sharing;

/// <summary>Which owners that the words of an object may name will never let go, now that a worker has ended.</summary>
/// <remarks>A worker may have written any number. One that no process has would be waited for until the object is disposed.</remarks>
internal sealed class DeadOwners(SegmentEntry entry, uint dead)
{
    /// <summary>Whether an owner is gone. To be asked after its word was read: one that can own it has the object by then.</summary>
    public bool IsGone(uint owner)
    {
        if (owner == dead)
        {
            return true;
        }

        SegmentRegistry table = SegmentRegistry.Shared;
        if (owner == 0 || owner == OwnerId.Current || table.Upstream is not null)
        {
            // A worker that has workers does not know who else has the object; its own host does.
            return false;
        }

        bool isNested = OwnerId.MayBeNested(owner);
        lock (table.Gate)
        {
            return !Any(entry.Holders, owner, isNested) && !Any(entry.FormerHolders, owner, isNested);
        }
    }

    /// <summary>Whether code of this process may be inside a lock of the object for longer than a few instructions.</summary>
    public bool MayBeInside()
    {
        lock (SegmentRegistry.Shared.Gate)
        {
            foreach (WeakReference<SharedObject>? view in entry.Views)
            {
                if (view is not null && view.TryGetTarget(out SharedObject? living) && !living.IsDisposed && living.HoldsLock)
                {
                    return true;
                }
            }
        }

        return false;
    }

    // One that let go may have got the object again, and its word of the first be on its way.
    private static bool Any(HashSet<SegmentSession>? workers, uint owner, bool isNested)
    {
        foreach (SegmentSession worker in workers ?? [])
        {
            if (worker.OwnerId == owner || isNested)
            {
                return true;
            }
        }

        return false;
    }
}
