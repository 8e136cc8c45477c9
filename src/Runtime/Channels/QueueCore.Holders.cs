using System.Threading;
using ProcessIsolate.Sharing;

namespace ProcessIsolate.Channels;

/// <content>Which processes have the queue, and whether any is left that may take from it.</content>
internal sealed unsafe partial class QueueCore
{
    // What the others know of this process: nothing, that it only puts, that it takes.
    private const int Unknown = 0;
    private const int Puts = 1;
    private const int Takes = 2;

    private int role;

    /// <summary>Whether nothing can be put: the queue is complete, or no process is left that may take.</summary>
    public bool IsClosed
    {
        get
        {
            uint state = Volatile.Read(ref *completed);
            if (state == 0)
            {
                return false;
            }

            if ((state & 1) != 0 || holders.AreNone())
            {
                return true;
            }

            // A process has the queue again. Should the last one let go just now, its mark is lost, and the next full queue tells.
            Interlocked.And(ref *completed, ~QueueHolders.Deserted);
            return false;
        }
    }

    /// <summary>Whether a wait for room would never end: no process is left that may take.</summary>
    public bool IsHopeless
    {
        get
        {
            // A process that waits for room puts, also when it never found any.
            NotePut();
            // Again: a process that is sent the queue once more counts as one that may take, until here.
            if (role == Puts)
            {
                holders.DoesNotTake(OwnerId.Current);
            }

            return holders.AreNone();
        }
    }

    /// <summary>This process has the queue.</summary>
    /// <param name="isMade">Whether it has made it. It may then hand it to others that take, as long as it has it; so may the program itself.</param>
    public void Join(bool isMade)
    {
        if (isMade)
        {
            holders.Add(OwnerId.Current);
        }
        else
        {
            holders.Arrive();
        }

        role = isMade || !WorkerContext.IsWorker ? Takes : Unknown;
    }

    /// <summary>The queue goes to another process.</summary>
    public void OnSent(uint receiver) => holders.Add(receiver);

    /// <summary>The queue was not sent after all.</summary>
    public void OnReturned()
    {
        holders.Return();
        RaiseAll();
    }

    /// <summary>This process lets go of the queue; wakes all waiters, here and elsewhere.</summary>
    public void Leave()
    {
        holders.Remove(OwnerId.Current);
        RaiseAll();
    }

    private void RaiseAll()
    {
        NotEmpty.RaiseAlways();
        NotFull.RaiseAlways();
        Finished.RaiseAlways();
    }

    private void NotePut()
    {
        if (role == Unknown)
        {
            role = Puts;
            holders.DoesNotTake(OwnerId.Current);
        }
    }

    private void NoteTaking()
    {
        if (role != Takes)
        {
            role = Takes;
            holders.Add(OwnerId.Current);
        }
    }
}
