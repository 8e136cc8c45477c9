using System;
using System.Collections.Generic;
using ProcessIsolate.Calls;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.References;

/// <summary>What the arguments of one call refer to in the host; of each try of a call anew.</summary>
/// <remarks>Made and ended by <see cref="WorkerCaller"/>, filled while the arguments are written.</remarks>
internal sealed class CallReferences : IDisposable
{
    private readonly List<object> receivers = [];
    private readonly List<ProgressSink> sinks = [];
    private readonly List<IDisposable> served = [];

    /// <summary>Takes a receiver of reports.</summary>
    /// <returns>Its number; an object that comes again has the same.</returns>
    public int Add<T>(IProgress<T> receiver)
    {
        int known = receivers.FindIndex(each => ReferenceEquals(each, receiver));
        if (known >= 0 && sinks[known] is ProgressSink<T>)
        {
            return known;
        }

        receivers.Add(receiver);
        sinks.Add(new ProgressSink<T>(receiver));
        return sinks.Count - 1;
    }

    /// <summary>Takes what serves the worker until the call has ended.</summary>
    public void Add(IDisposable argument) => served.Add(argument);

    /// <summary>Whether there is a receiver of reports.</summary>
    public bool HasReceivers => sinks.Count > 0;

    /// <summary>The receiver with a number that a worker sent.</summary>
    /// <exception cref="InvalidMessageException">There is none.</exception>
    public ProgressSink ReceiverOf(int number) => (uint)number < (uint)sinks.Count
        ? sinks[number]
        : throw new InvalidMessageException("A report names a receiver that the call does not have.");

    /// <summary>The call has ended: nothing is served any more.</summary>
    public void Dispose()
    {
        foreach (IDisposable each in served)
        {
            each.Dispose();
        }
    }
}
