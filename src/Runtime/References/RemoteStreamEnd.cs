using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Workers;

namespace ProcessIsolate.References;

/// <summary>What stands behind a stream of another process, and says why it is gone.</summary>
internal abstract class RemoteStreamEnd
{
    /// <summary>What stands below the stack of exceptions from there.</summary>
    public abstract string Origin { get; }

    /// <summary>What the user of the stream gets when the other process has let go of it.</summary>
    public abstract Task<Exception> ExplainAsync(Exception exception);

    /// <summary>The stream is closed here.</summary>
    public abstract void Close();

    /// <summary>Completes when the other process is done with it.</summary>
    public abstract Task WaitAsync();
}

/// <summary>In a worker: a stream of the host's, which is served as long as the call lasts.</summary>
internal sealed class ArgumentStreamEnd(StreamLane reads, StreamLane others) : RemoteStreamEnd
{
    public override string Origin => string.Create(CultureInfo.InvariantCulture, $"   --- in host process {WorkerIdentity.Current?.HostProcessId} ---");

    public override Task<Exception> ExplainAsync(Exception exception) =>
        Task.FromResult<Exception>(new InvalidOperationException("The call that the stream is an argument of has ended.", exception));

    public override void Close()
    {
        reads.Dispose();
        others.Dispose();
    }

    public override Task WaitAsync() => Task.CompletedTask;
}

/// <summary>In the host: a stream of a worker's, which stays as long as the call that opened it.</summary>
internal sealed class ResultStreamEnd(Task call, StreamChannel channel, CancellationTokenSource stop, string method) : RemoteStreamEnd
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public override string Origin => $"   --- in the worker that ran {method} ---";

    public override async Task<Exception> ExplainAsync(Exception exception)
    {
        channel.Close();
        if (exception is WorkerProtocolException)
        {
            await stop.CancelAsync().ConfigureAwait(false);
            return exception;
        }

        try
        {
            await call.ConfigureAwait(false);
        }
        catch (Exception ended)
        {
            return ended;
        }

        return new WorkerProtocolException("The worker has ended a stream that is not closed.", exception);
    }

    public override void Close() => channel.Close();

    public override async Task WaitAsync()
    {
        // A member that still runs there does not keep its worker.
        Task patience = Task.Delay(Patience, TimeProvider.System, CancellationToken.None);
        if (await Task.WhenAny(call, patience).ConfigureAwait(false) == patience)
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }
    }
}
