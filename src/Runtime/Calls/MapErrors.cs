using System;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace ProcessIsolate.Calls;

/// <summary>What went wrong in a map: the item that decides, and what concerns all.</summary>
internal sealed class MapErrors
{
    private sealed record Failure(long Index, ExceptionDispatchInfo Error);

    private Failure? lowest;
    private ExceptionDispatchInfo? abortion;
    private ExceptionDispatchInfo? progress;

    /// <summary>The failed item that stands first; the largest number where none failed.</summary>
    public long LowestIndex => Volatile.Read(ref lowest)?.Index ?? long.MaxValue;

    /// <summary>Why nothing more can be done for any item.</summary>
    public ExceptionDispatchInfo? Abortion => Volatile.Read(ref abortion);

    public void Abort(Exception exception) => Interlocked.CompareExchange(ref abortion, ExceptionDispatchInfo.Capture(exception), null);

    public void OnProgressThrew(Exception exception) => Interlocked.CompareExchange(ref progress, ExceptionDispatchInfo.Capture(exception), null);

    public void Add(long index, Exception exception)
    {
        Mark(index, exception);
        Failure failure = new(index, ExceptionDispatchInfo.Capture(exception));
        while (Volatile.Read(ref lowest) is var before && (before is null || index < before.Index)
            && Interlocked.CompareExchange(ref lowest, failure, before) != before)
        {
        }
    }

    /// <summary>Throws what concerns all, else what the first item of those that failed ended with.</summary>
    public void Throw()
    {
        abortion?.Throw();
        lowest?.Error.Throw();
        ThrowOfProgress();
    }

    /// <summary>Throws what the user's sink threw.</summary>
    public void ThrowOfProgress() => progress?.Throw();

    /// <summary>The exception of an item that was not finished: each has its own, as it carries its index.</summary>
    public Exception Unfinished(long index, CancellationToken token)
    {
        Exception? cause = Abortion?.SourceException;
        if (cause is not null and not OperationCanceledException)
        {
            Exception copy = Copy(cause);
            Mark(index, copy);
            return copy;
        }

        OperationCanceledException exception = cause is not null
            ? new OperationCanceledException(cause.Message, cause, token.IsCancellationRequested ? token : ((OperationCanceledException)cause).CancellationToken)
            : new OperationCanceledException("The item did not begin: another one failed, and the map stops at the first error.");
        Mark(index, exception);
        return exception;
    }

    // No worker, or no pool: said as it is, in an object of its own.
    private static Exception Copy(Exception cause) => cause switch
    {
        WorkerStartException => new WorkerStartException(cause.Message, cause),
        BrokenPoolException broken => new BrokenPoolException(cause.Message, cause) { NextTry = broken.NextTry },
        ObjectDisposedException => new ObjectDisposedException(cause.Message, cause),
        OutOfMemoryException => new OutOfMemoryException(cause.Message, cause),
        _ => new ProcessIsolateException(cause.Message, cause),
    };

    /// <summary>Puts the item's index on its exception.</summary>
    public static void Mark(long index, Exception exception)
    {
        try
        {
            exception.Data["ItemIndex"] = ToInt(index);
        }
        catch (Exception inner) when (inner is NotSupportedException or ArgumentException or NullReferenceException)
        {
            // An exception class of the user's with a dictionary of its own.
        }
    }

    public static int ToInt(long index) => (int)Math.Min(index, int.MaxValue);
}
