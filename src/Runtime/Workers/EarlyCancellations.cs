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
    private Dictionary<long, int>? ids;

    /// <summary>Whether there ever were any.</summary>
    public bool HasAny => Volatile.Read(ref ids) is not null;

    /// <param name="id">The call.</param>
    /// <param name="tokens">Which tokens of its method; 0 for all.</param>
    public void Add(long id, int tokens)
    {
        lock (gate)
        {
            Dictionary<long, int> known = ids ?? [];
            if (known.Count >= MaxRemembered)
            {
                known.Clear();
            }

            known[id] = known.TryGetValue(id, out int before) && (before == 0 || tokens == 0) ? 0 : before | tokens;
            Volatile.Write(ref ids, known);
        }
    }

    public bool TryRemove(long id) => TryRemove(id, out _);

    public bool TryRemove(long id, out int tokens)
    {
        tokens = 0;
        if (Volatile.Read(ref ids) is null)
        {
            return false;
        }

        lock (gate)
        {
            return ids!.Remove(id, out tokens);
        }
    }
}
