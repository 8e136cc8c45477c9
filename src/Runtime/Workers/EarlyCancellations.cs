using System.Collections.Generic;
using System.Threading;

namespace ProcessIsolate.Workers;

/// <summary>Cancellations of requests that have not begun: they still wait behind the one that runs, or were just answered.
/// Ids are never used twice, so remembering a few of the latter does no harm.</summary>
/// <remarks>Written by the thread that reads the control lane, asked by the main thread before each call.</remarks>
internal sealed class EarlyCancellations
{
    private const int MaxRemembered = 4096;

    private readonly object gate = new();

    // Made when there is something to remember, which most workers never have.
    private HashSet<long>? ids;

    /// <summary>Whether there ever were any.</summary>
    public bool HasAny => Volatile.Read(ref ids) is not null;

    public void Add(long id)
    {
        lock (gate)
        {
            HashSet<long> known = ids ?? [];
            if (known.Count >= MaxRemembered)
            {
                known.Clear();
            }

            known.Add(id);
            Volatile.Write(ref ids, known);
        }
    }

    public bool TryRemove(long id)
    {
        if (Volatile.Read(ref ids) is null)
        {
            return false;
        }

        lock (gate)
        {
            return ids!.Remove(id);
        }
    }
}
