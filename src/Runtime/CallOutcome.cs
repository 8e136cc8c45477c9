using System;
using System.Runtime.ExceptionServices;

namespace ProcessIsolate;

/// <summary>What became of one item of a map.</summary>
/// <typeparam name="TItem">The item.</typeparam>
/// <typeparam name="TResult">What the method returns for it.</typeparam>
public sealed class CallOutcome<TItem, TResult>
{
    private readonly TResult result;

    internal CallOutcome(int index, TItem item, TResult result, Exception? exception, TimeSpan duration, int workerProcessId)
    {
        Index = index;
        Item = item;
        this.result = result;
        Exception = exception;
        Duration = duration;
        WorkerProcessId = workerProcessId;
    }

    /// <summary>Where the item stood, from 0 on. In a stream of more items than an <see cref="int"/> counts it stays at the largest.</summary>
    public int Index { get; }

    /// <summary>The item.</summary>
    public TItem Item { get; }

    /// <summary>Whether the method returned.</summary>
    public bool IsSuccess => Exception is null;

    /// <summary>What the method returned. Throws <see cref="Exception"/> where it did not.</summary>
    public TResult Result
    {
        get
        {
            if (Exception is { } exception)
            {
                ExceptionDispatchInfo.Throw(exception);
            }

            return result;
        }
    }

    /// <summary>What the item ended with: what the method threw, the crash of its worker, its time limit, or
    /// <see cref="OperationCanceledException"/> where it was cancelled or never began; null where it returned.</summary>
    public Exception? Exception { get; }

    /// <summary>How long the item ran, as seen from here; zero where it never began.</summary>
    /// <remarks>Small items arrive many at a time: each has its share of the time then.</remarks>
    public TimeSpan Duration { get; }

    /// <summary>The process that ran the item; 0 where none did.</summary>
    public int WorkerProcessId { get; }

    /// <inheritdoc/>
    public override string ToString() => IsSuccess ? $"{Index}: {result}" : $"{Index}: {Exception!.GetType().Name}: {Exception.Message}";
}
