using System.Threading;
using System.Threading.Tasks;

namespace ProcessIsolate.Scheduling;

/// <summary>The place of a worker in what all pools share, until its process is gone or another worker takes it over.</summary>
/// <param name="exited">Completed once the process is gone.</param>
internal sealed class HeldPlace(Task exited)
{
    private MachineSlot? slot;

    public bool IsHeld => Volatile.Read(ref slot) is not null;

    /// <summary>Holds a place until the process is gone, or <see cref="Take"/> takes it.</summary>
    public void Hold(MachineSlot? place)
    {
        if (place is not null)
        {
            Volatile.Write(ref slot, place);
            // One that has gone already runs it now.
            exited.ContinueWith(
                _ => Take()?.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <summary>Takes the place, which is the caller's then.</summary>
    public MachineSlot? Take() => Interlocked.Exchange(ref slot, null);
}
