using System;
using System.Collections.Generic;
using System.Runtime.Versioning;
using System.Threading;
using Microsoft.Win32.SafeHandles;
using ProcessIsolate.Platform;

namespace ProcessIsolate.Workers;

/// <summary>One thread for all children on Linux: reaps them, and reads what they write to stderr.</summary>
/// <remarks>It waits for nothing but their descriptors. What forwards stderr is another thread, which may block.</remarks>
[SupportedOSPlatform("linux")]
internal sealed class ChildWatcher
{
    private const int BufferBytes = 64 * 1024;
    private const int StackBytes = 256 * 1024;

    // Its end, its stderr, its stdout.
    private const int EntriesEach = 3;

    // Where the system has no descriptors for processes, each is looked at so often.
    private const int LookMilliseconds = 20;

    private static readonly TimeSpan LastWordsLimit = TimeSpan.FromMilliseconds(200);

    private readonly object gate = new();
    private readonly ManualResetEventSlim isRead = new();
    private bool mustSayWhenRead;
    private readonly List<LinuxChild> added = [];
    private SafeFileHandle? bell;

    // The thread's own.
    private readonly List<LinuxChild> children = [];
    private readonly byte[] buffer = new byte[BufferBytes];
    private LinuxFiles.PollEntry[] entries = [];

    public static ChildWatcher Shared { get; } = new();

    /// <summary>Starts the thread if there is none yet; what fails then is a start that fails.</summary>
    /// <exception cref="System.IO.IOException">No descriptors are left.</exception>
    /// <exception cref="ThreadRefusedException">The system gives no thread.</exception>
    public void Prepare()
    {
        lock (gate)
        {
            if (bell is not null)
            {
                return;
            }

            SafeFileHandle made = LinuxFiles.MakeBell();
            try
            {
                LibraryThread.Start(ThreadRole.WorkerExit, "ProcessIsolate children", Work, _ => Work(), StackBytes);
                bell = made;
                AppDomain.CurrentDomain.ProcessExit += (_, _) => Flush(LastWordsLimit);
            }
            catch (ThreadRefusedException)
            {
                made.Dispose();
                throw;
            }
        }
    }

    public void Add(LinuxChild child)
    {
        lock (gate)
        {
            added.Add(child);
        }

        Wake();
    }

    /// <summary>Has the thread look again whether stderr may be read.</summary>
    public void Wake() => LinuxFiles.Ring(bell!);

    /// <summary>What workers wrote before their host ends is to be read by its user, if that takes no time.</summary>
    /// <returns>Whether all was read within the limit.</returns>
    public bool Flush(TimeSpan limit)
    {
        isRead.Reset();
        Volatile.Write(ref mustSayWhenRead, true);
        Wake();
        bool all = isRead.Wait(limit);
        ErrorForwarder.Shared.Flush(limit);
        ErrorForwarder.StandardOutput.Flush(limit);
        return all;
    }

    private void Work()
    {
        SafeFileHandle woken;
        lock (gate)
        {
            woken = bell!;
        }

        while (true)
        {
            LibraryThread.Guard(ThreadRole.WorkerExit, () => Round(woken), _ => LookAtEach());
        }
    }

    // A round has failed, most likely for lack of memory. Ended children are waited for, so each is looked at by itself and nothing
    // is made for it. The next round tries the usual way again.
    private void LookAtEach()
    {
        try
        {
            TakeAdded();
        }
        catch (OutOfMemoryException)
        {
            // They are taken later.
        }

        for (int i = children.Count - 1; i >= 0; i--)
        {
            if (TryLook(children[i]))
            {
                children.RemoveAt(i);
            }
        }

        AnswerFlush();
        // What fails at once each time keeps no core busy.
        LinuxFiles.Poll([], LookMilliseconds);
    }

    private bool TryLook(LinuxChild child)
    {
        try
        {
            if (!child.IsFull)
            {
                child.ReadOutput(buffer);
                child.ReadErrors(buffer);
            }

            return child.TryFinish(buffer);
        }
        catch (Exception)
        {
            child.GiveUpErrors();
            return false;
        }
    }

    private void TakeAdded()
    {
        lock (gate)
        {
            children.AddRange(added);
            added.Clear();
        }
    }

    private void AnswerFlush()
    {
        if (Volatile.Read(ref mustSayWhenRead))
        {
            Volatile.Write(ref mustSayWhenRead, false);
            isRead.Set();
        }
    }

    private void Round(SafeFileHandle woken)
    {
        TakeAdded();
        bool saysWhenRead = Volatile.Read(ref mustSayWhenRead);
        int count = WriteEntries(woken, out bool mustLook);
        // Flush waits for the answer, and there may be nothing more to come.
        LinuxFiles.Poll(entries.AsSpan(0, count), saysWhenRead ? 0 : mustLook ? LookMilliseconds : -1);
        if (entries[0].Seen != 0)
        {
            LinuxFiles.Silence(woken);
        }

        for (int i = children.Count - 1; i >= 0; i--)
        {
            LinuxChild child = children[i];
            LinuxFiles.PollEntry end = entries[1 + (EntriesEach * i)];
            if (entries[3 + (EntriesEach * i)].Seen != 0)
            {
                child.ReadOutput(buffer);
            }

            if (entries[2 + (EntriesEach * i)].Seen != 0)
            {
                child.ReadErrors(buffer);
            }

            if (end.Seen == 0 && end.Descriptor >= 0)
            {
                continue;
            }

            if (child.TryFinish(buffer))
            {
                children.RemoveAt(i);
            }
            else
            {
                child.EndsLate();
            }
        }

        if (saysWhenRead)
        {
            AnswerFlush();
        }
    }

    // A negative descriptor is passed over by the system.
    private int WriteEntries(SafeFileHandle woken, out bool mustLook)
    {
        int count = 1 + (EntriesEach * children.Count);
        if (entries.Length < count)
        {
            entries = new LinuxFiles.PollEntry[2 * count];
        }

        mustLook = false;
        entries[0] = new LinuxFiles.PollEntry { Descriptor = (int)woken.DangerousGetHandle(), Wanted = LinuxFiles.Readable };
        for (int i = 0; i < children.Count; i++)
        {
            int end = children[i].EndDescriptor;
            bool isFull = children[i].IsFull;
            mustLook |= end < 0 || (isFull && children[i].IsTaken);
            entries[1 + (EntriesEach * i)] = new LinuxFiles.PollEntry { Descriptor = end, Wanted = LinuxFiles.Readable };
            entries[2 + (EntriesEach * i)] =
                new LinuxFiles.PollEntry { Descriptor = isFull ? -1 : children[i].ErrorDescriptor, Wanted = LinuxFiles.Readable };
            entries[3 + (EntriesEach * i)] =
                new LinuxFiles.PollEntry { Descriptor = isFull ? -1 : children[i].OutputDescriptor, Wanted = LinuxFiles.Readable };
        }

        return count;
    }
}
