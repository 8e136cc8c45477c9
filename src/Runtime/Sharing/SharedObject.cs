using System;
using System.ComponentModel;
using System.Threading;
using ProcessIsolate.Sharing;
using ProcessIsolate.SharedMemory;
using ProcessIsolate.Synchronization;

namespace ProcessIsolate;

/// <summary>What all channels, shared values and locks are: an object in memory that several processes see.</summary>
/// <remarks>
/// One that is given to a marked method, to <see cref="IsolatedProcess"/>, or to another one of its kind is the same object there.
/// Disposing it ends its use in this process only; the memory goes with its last user. Members may be used from any thread;
/// an object that is disposed while another thread uses it stays in memory until that thread is out of it.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class SharedObject : IDisposable
{
    private int disposed;

    private protected SharedObject(SegmentEntry entry, int view = 0)
    {
        Entry = entry;
        View = view;
    }

    /// <summary>Ends the use of an object that was not disposed.</summary>
    ~SharedObject()
    {
        if (IsAdopted)
        {
            // A span or reference may be in use still: those do not keep the object alive.
            Segment.LeaveIfKept();
        }

        Close();
    }

    /// <summary>Whether this process has ended its use of the object.</summary>
    public bool IsDisposed => Volatile.Read(ref disposed) != 0;

    internal SegmentEntry Entry { get; }

    internal int View { get; }

    /// <summary>Whether the table counts this object; one whose constructor failed is not.</summary>
    internal bool IsAdopted { get; private set; }

    internal SharedSegment Segment => Entry.Segment;

    /// <summary>Whether this process, by this object, has a lock in its hands that it may keep for long.</summary>
    internal virtual bool HoldsLock => false;

    /// <summary>Ends the use of the object in this process. Threads that wait for it here get an
    /// <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>An address is handed out, which its holder may use for as long as the process lives.</summary>
    /// <param name="isKept">Remembers that this was done.</param>
    /// <exception cref="ObjectDisposedException">The memory is gone.</exception>
    private protected void KeepAddresses(ref bool isKept)
    {
        if (Volatile.Read(ref isKept))
        {
            // Disposed after this look at the latest: the address is valid nevertheless.
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            return;
        }

        using SharedUse use = Use();
        Segment.KeepAddresses();
        Volatile.Write(ref isKept, true);
    }

    /// <summary>The object is known: it counts, and weighs as much as the memory behind it.</summary>
    internal void OnAdopted()
    {
        IsAdopted = true;
        GC.AddMemoryPressure(Entry.Weight);
    }

    /// <summary>Another object was made of the same segment at the same time: this one never was.</summary>
    internal void Abandon()
    {
        Volatile.Write(ref disposed, 1);
        GC.SuppressFinalize(this);
    }

    /// <summary>Keeps the memory mapped until the use is given back.</summary>
    /// <exception cref="ObjectDisposedException">It is gone.</exception>
    internal SharedUse Use() => TryAcquire() ? new SharedUse(Segment) : throw new ObjectDisposedException(GetType().Name);

    /// <summary>Takes a use that is given back with <see cref="SharedSegment.Release"/>; false when the object is disposed.</summary>
    internal bool TryAcquire() => !IsDisposed && Segment.TryAcquire();

    /// <summary>Wakes all threads of this process that wait for the object, and gives back what it holds. The memory is there.</summary>
    private protected virtual void OnClosing()
    {
    }

    /// <summary>The object goes to another process, through a call to the given one or through a queue or pipe.</summary>
    /// <param name="receiver">Its number; <see cref="OwnerId.InTransit"/> when it is not known.</param>
    internal virtual void OnSent(uint receiver)
    {
    }

    /// <summary>The object was not put into the queue or pipe that it was written for.</summary>
    internal virtual void OnReturned()
    {
    }

    private void Close()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
        {
            return;
        }

        if (!IsAdopted)
        {
            return;
        }

        SegmentEntry entry = Entry;
        if (entry.Segment.TryAcquire())
        {
            try
            {
                OnClosing();
                WordWaiters.Disturb();
            }
            finally
            {
                entry.Segment.Release();
            }
        }

        GC.RemoveMemoryPressure(Entry.Weight);
        SegmentRegistry.Shared.Views.Close(entry);
    }
}

/// <summary>A use of a segment's memory; given back by disposing it.</summary>
internal readonly struct SharedUse(SharedSegment segment) : IDisposable
{
    public void Dispose() => segment.Release();
}
