using System;
using System.Runtime.CompilerServices;
using ProcessIsolate.Calls;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Workers;

namespace ProcessIsolate;

/// <summary>A marked method with its arguments, to be called later: <c>MarkedCall.Of(Jobs.Load, "model.bin")</c>.</summary>
/// <remarks>The arguments are copied at each call, not here.</remarks>
public abstract partial class MarkedCall
{
    private protected MarkedCall()
    {
    }

    internal abstract RemoteMethod Method { get; }

    internal abstract void Run(WorkerProcess worker, in CallLimits terms);

    private static MarkedCall Make<TArgs, TResult>(Delegate function, TArgs arguments)
        where TArgs : struct, ITuple =>
        ModuleRegistry.Require(function).RequireWholeResult() is RemoteMethod<TArgs, TResult> method
            ? new Bound<TArgs, TResult>(method, arguments)
            : throw new ArgumentException(
                $"The delegate's types must be those of '{ModuleRegistry.Require(function).Id}' itself; pass the method by name with arguments of its own types.",
                nameof(function));

    private sealed class Bound<TArgs, TResult>(RemoteMethod<TArgs, TResult> method, TArgs arguments) : MarkedCall
        where TArgs : struct
    {
        internal override RemoteMethod Method => method;

        internal override void Run(WorkerProcess worker, in CallLimits terms) => worker.Call(method, arguments, terms);
    }
}
