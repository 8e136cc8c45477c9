using System;
using ProcessIsolate.Workers;

namespace ProcessIsolate.References;

/// <summary>In a worker: a receiver of reports among the arguments.</summary>
/// <param name="progress">Sends them.</param>
/// <param name="call">The call that it is an argument of; after its end nothing is sent.</param>
/// <param name="number">Which receiver it is.</param>
internal sealed class RemoteProgress<T>(WorkerProgress progress, object call, int number) : IProgress<T>
{
    public void Report(T value) => progress.Report(call, number, value);
}
