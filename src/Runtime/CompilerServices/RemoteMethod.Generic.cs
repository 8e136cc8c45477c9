using System;
using System.ComponentModel;
using System.Threading;
using System.Threading.Tasks;

namespace ProcessIsolate.CompilerServices;

/// <summary>The contract of one isolated method, typed: how its arguments and result travel, and how it runs.</summary>
/// <typeparam name="TArgs">A value tuple with one element per parameter, cancellation tokens included, in order.</typeparam>
/// <typeparam name="TResult">The result; of an asynchronous method what its task yields; <see cref="VoidResult"/> for none.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class RemoteMethod<TArgs, TResult> : RemoteMethod
    where TArgs : struct
{
    /// <summary>Initializes the contract.</summary>
    protected RemoteMethod(RemoteModule module, string id, RemoteMethodOptions options)
        : base(module, id, options)
    {
    }

    /// <summary>Host: appends every argument but cancellation tokens, in order.</summary>
    public abstract void WriteArguments(ArgumentWriter writer, in TArgs arguments);

    /// <summary>Worker: reads what <see cref="WriteArguments"/> wrote; tokens are the reader's.</summary>
    public abstract TArgs ReadArguments(ref ArgumentReader reader);

    /// <summary>Worker: appends the result.</summary>
    public abstract void WriteResult(ArgumentWriter writer, TResult result);

    /// <summary>Host: reads the result.</summary>
    public abstract TResult ReadResult(ref ArgumentReader reader);

    /// <summary>Runs the method in this process and, if it is asynchronous, waits for it.</summary>
    public abstract TResult Execute(in TArgs arguments);

    /// <summary>Runs the method in this process without blocking on an asynchronous one.</summary>
    public virtual Task<TResult> ExecuteAsync(in TArgs arguments)
    {
        try
        {
            return Task.FromResult(Execute(arguments));
        }
        catch (Exception exception)
        {
            return Task.FromException<TResult>(exception);
        }
    }

    /// <summary>The cancellation token among the arguments.</summary>
    /// <returns>None when the method has no such parameter.</returns>
    public virtual CancellationToken GetCancellationToken(in TArgs arguments) => CancellationToken.None;

    /// <summary>Runs the method in the pool that is current for it and waits.</summary>
    public TResult Invoke(in TArgs arguments) => Invoke(null, arguments);

    /// <summary>Runs the method in the given pool, null for the one current for it, and waits.</summary>
    public TResult Invoke(ProcessPool? pool, in TArgs arguments) => throw new InvalidOperationException("seam");

    /// <summary>Runs the method in the pool that is current for it.</summary>
    public Task<TResult> InvokeAsync(in TArgs arguments, CancellationToken cancellationToken) =>
        InvokeAsync(null, arguments, cancellationToken);

    /// <summary>Runs the method in the given pool, null for the one current for it.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="arguments">The arguments, a token of the method's own among them.</param>
    /// <param name="cancellationToken">Cancels the call, as a token among the arguments does.</param>
    public Task<TResult> InvokeAsync(ProcessPool? pool, in TArgs arguments, CancellationToken cancellationToken) => throw new InvalidOperationException("seam");
}
