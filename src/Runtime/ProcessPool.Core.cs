using System;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Calls;
using ProcessIsolate.CompilerServices;

namespace ProcessIsolate;

public sealed partial class ProcessPool
{
    private TResult RunCore<TArgs, TResult>(Delegate function, TArgs arguments)
        where TArgs : struct, ITuple
    {
        RemoteMethod method = ModuleRegistry.Require(function);
        return method is RemoteMethod<TArgs, TResult> exact
            ? exact.Invoke(this, arguments)
            : Unbox<TResult>(method.InvokeBoxed(this, Box(arguments), CancellationToken.None));
    }

    private Task<TResult> RunCoreAsync<TArgs, TResult>(Delegate function, TArgs arguments, CancellationToken cancellationToken)
        where TArgs : struct, ITuple
    {
        RemoteMethod method = ModuleRegistry.Require(function);
        return method is RemoteMethod<TArgs, TResult> exact
            ? exact.InvokeAsync(this, arguments, cancellationToken)
            : RunBoxedAsync<TResult>(method, Box(arguments), cancellationToken);
    }

    // The delegate's types differ from the method's by variance; rare, so the cost of boxing does not matter.
    private async Task<TResult> RunBoxedAsync<TResult>(RemoteMethod method, object?[] arguments, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // A task as the result of a plain function: the task itself is wanted.
        return IsTask(typeof(TResult))
            ? Unbox<TResult>(method.InvokeBoxed(this, arguments, cancellationToken))
            : Unbox<TResult>(await method.InvokeBoxedAsync(this, arguments, cancellationToken).ConfigureAwait(false));
    }

    private static bool IsTask(Type type) => typeof(Task).IsAssignableFrom(type) || type == typeof(ValueTask)
        || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>));

    internal static object?[] Box<TArgs>(TArgs arguments)
        where TArgs : struct, ITuple
    {
        object?[] boxed = new object?[arguments.Length];
        for (int i = 0; i < boxed.Length; i++)
        {
            boxed[i] = arguments[i];
        }

        return boxed;
    }

    // A method without a result gives null where VoidResult is expected.
    internal static TResult Unbox<TResult>(object? result) => result is TResult typed ? typed : default!;
}
