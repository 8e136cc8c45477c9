using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Synchronization;

/// <summary>"Something has changed": what threads sleep on that wait for a change in shared memory. Two words: a sequence number, and
/// whether one waits.</summary>
/// <remarks>
/// <para>A waiter reads the number, says "I wait", looks once more, and sleeps while the number is the same. A thread that changes something
/// does so, and then looks for "I wait"; if it is there, takes it down, counts the number up and wakes all. Each has a full fence
/// between its write and its look, so one of the two sees the other. A number that was counted up between the look and the sleep
/// makes the sleep return at once.</para>
/// <para>All are woken and announce themselves anew when they go on waiting. So a waiter that was killed leaves nothing behind but one
/// needless wake-up, and a process that was killed between taking "I wait" down and waking is made good by the host, which
/// wakes all whenever a process that had the object has ended.</para>
/// </remarks>
internal sealed unsafe class SharedSignal(SharedSegment segment, long offset)
{
    public const int Size = 8;

    private const uint Patient = 2;

    private readonly uint* sequence = (uint*)segment.At(offset, Size);
    private readonly uint* waiting = (uint*)segment.At(offset + 4, 4);

    public SharedSegment Segment => segment;

    public uint* Word => sequence;

    /// <summary>Says "I wait". The caller looks once more at what it waits for before it sleeps.</summary>
    /// <returns>What to sleep on.</returns>
    public uint Announce()
    {
        uint seen = Volatile.Read(ref *sequence);
        Volatile.Write(ref *waiting, 1);
        Interlocked.MemoryBarrier();
        return seen;
    }

    /// <summary>As <see cref="Announce"/>, for a waiter that would rather be woken once for a lot than for every little.</summary>
    public uint AnnouncePatiently()
    {
        uint seen = Volatile.Read(ref *sequence);
        Interlocked.CompareExchange(ref *waiting, Patient, 0);
        return seen;
    }

    /// <summary>Wakes the waiters; to be called after the change.</summary>
    public void Raise()
    {
        if (HasWaiters(out _))
        {
            RaiseAlways();
        }
    }

    /// <summary>Whether a thread waits; to be called after the change.</summary>
    /// <param name="onlyPatient">Whether none of them must be woken for a little.</param>
    public bool HasWaiters(out bool onlyPatient)
    {
        Interlocked.MemoryBarrier();
        uint waits = Volatile.Read(ref *waiting);
        onlyPatient = waits == Patient;
        return waits != 0;
    }

    /// <summary>Wakes all waiters, whether or not they said that they wait.</summary>
    public void RaiseAlways()
    {
        Volatile.Write(ref *waiting, 0);
        Interlocked.Increment(ref *sequence);
        SharedWait.Wake(segment, sequence, int.MaxValue);
    }

    /// <summary>Sleeps until raised.</summary>
    public void Sleep(uint seen, in WaitBudget budget) => budget.Sleep(segment, sequence, seen);

    /// <summary>Sleeps until raised, without a thread.</summary>
    public Task SleepAsync(uint seen, in WaitBudget budget) => WordWaiters.Shared.WaitAsync(segment, sequence, seen, budget);
}
