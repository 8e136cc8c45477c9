using System;

namespace ProcessIsolate.Workers;

/// <summary>Takes what a child process writes, in place of this process's own stdout and stderr.</summary>
/// <remarks>Called by the thread that reads, which may serve other children too: only <see cref="WaitForRoom"/> waits.</remarks>
internal abstract class ChildOutput
{
    /// <summary>Drops all.</summary>
    public static ChildOutput Discarding { get; } = new Nothing();

    /// <summary>Brings all to this process's own: a child that had its stdout itself could cut a file short, or turn a terminal over.</summary>
    public static ChildOutput Forwarding { get; } = new Forwarded();

    /// <summary>Whether stdout comes here, too; else the child has none.</summary>
    public virtual bool TakesStandardOutput => true;

    /// <summary>Whether the child is to wait with what it writes, as a program does whose output is not read.</summary>
    public virtual bool IsFull => false;

    /// <summary>Waits while it is full; for a thread that reads one child alone.</summary>
    public virtual void WaitForRoom()
    {
    }

    /// <summary>The child has written something.</summary>
    /// <param name="processId">The child.</param>
    /// <param name="isError">Whether it was to stderr.</param>
    /// <param name="bytes">A piece of it, with the end of a line in it or not.</param>
    public abstract void Add(int processId, bool isError, ReadOnlySpan<byte> bytes);

    /// <summary>It writes no more.</summary>
    public virtual void End(int processId, bool isError)
    {
    }

    private sealed class Forwarded : ChildOutput
    {
        public override bool IsFull => ErrorForwarder.Shared.IsFull || ErrorForwarder.StandardOutput.IsFull;

        public override void Add(int processId, bool isError, ReadOnlySpan<byte> bytes) =>
            (isError ? ErrorForwarder.Shared : ErrorForwarder.StandardOutput).Add(bytes);
    }

    private sealed class Nothing : ChildOutput
    {
        public override bool TakesStandardOutput => false;

        public override void Add(int processId, bool isError, ReadOnlySpan<byte> bytes)
        {
        }
    }
}
