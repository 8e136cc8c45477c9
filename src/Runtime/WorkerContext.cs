using System.Threading;
using ProcessIsolate.Calls;
using ProcessIsolate.Workers;

namespace ProcessIsolate;

/// <summary>What code can ask about the process it runs in.</summary>
public static class WorkerContext
{
    /// <summary>Whether this process is a worker.</summary>
    public static bool IsWorker => WorkerIdentity.Current is not null;

    /// <summary>The worker's number within its host, counted from 1.</summary>
    /// <value>Null in a process that is no worker.</value>
    public static int? WorkerId => WorkerIdentity.Current?.WorkerId;

    /// <summary>The process id of the host.</summary>
    /// <value>Null in a process that is no worker.</value>
    public static int? HostProcessId => WorkerIdentity.Current?.HostProcessId;

    /// <summary>Cancelled when the caller of the call that runs in this worker cancels it or its time is up.</summary>
    /// <value>A token that is never cancelled in a process that is no worker and while no call runs.</value>
    public static CancellationToken Cancellation => WorkerIdentity.Current?.Call?.Token ?? CancellationToken.None;

    /// <summary>Tells the caller of the method that runs how far it has come, if it listens: see <see cref="CallOptions.ReportTo"/>.</summary>
    /// <typeparam name="T">The type as the caller names it; it travels as results do.</typeparam>
    /// <param name="value">A copy of it arrives.</param>
    /// <remarks>Any thread of the method may report, from within its asynchronous flow; what comes from elsewhere, or after its return, is dropped.
    /// Waits while the receiver is slow. In a process that is no worker the receiver of the current <see cref="CallOptions"/> is called right here, with the value itself.</remarks>
    /// <exception cref="System.NotSupportedException">The value cannot cross a process boundary.</exception>
    /// <exception cref="MessageTooLargeException">It is larger than <see cref="ProcessPoolOptions.MaxMessageBytes"/>.</exception>
    public static void ReportProgress<T>(T value)
    {
        if (AmbientCall.IsItem)
        {
            return;
        }

        if (WorkerIdentity.Current is { } identity)
        {
            identity.Progress?.Report(value);
        }
        else
        {
            AmbientCall.CurrentOptions?.Progress?.Report(value);
        }
    }
}
