using System;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace ProcessIsolate.Platform;

/// <summary>A pipe of this process by which the kernel kills a child, and all of its process group, once this process is gone in
/// whatever way.</summary>
/// <remarks>
/// The read ends ask for a signal when something happens there: SIGKILL, to the child's group. The kernel notes the group itself and
/// not its number, so no other process can be hit. Nothing of it is in the child: a child that hangs in its start, ends first or
/// closes all its descriptors is bound as well.
/// <para>The write end must be let go while read ends are open. A process that ends closes its descriptors one after the other, and
/// the kernel finishes with the last one first: so the write end has the highest number.</para>
/// <para>There are several read ends because one signal to a group misses processes that are being made at this very moment:
/// 3 processes of a fork storm escaped one read end in 8 of 20 runs, and none escaped five in 40.</para>
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed unsafe partial class LinuxLifeLine : IDisposable
{
    private const int ReaderCount = 5;
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const int SignalWhenReady = 0x2000;
    private const int KillSignal = 9;
    private const int SetStatus = 4;
    private const int SetOwner = 8;
    private const int SetSignal = 10;
    private const int DuplicateFrom = 1030;

    private readonly int[] readers = new int[ReaderCount];
    private int writer = -1;

    /// <exception cref="IOException">This process has no descriptors left.</exception>
    public LinuxLifeLine()
    {
        Array.Fill(readers, -1);
        int* ends = stackalloc int[2];
        if (Pipe(ends, CloseOnExec | NonBlocking) != 0)
        {
            throw LinuxFiles.Failure("make a life line", Marshal.GetLastPInvokeError());
        }

        readers[0] = ends[0];
        writer = ends[1];
        try
        {
            OpenReaders();
            MoveWriter();
        }
        catch (IOException)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Names the process or group that is killed.</summary>
    /// <param name="owner">A process, or the negative number of a group. It is a child that was not reaped.</param>
    /// <returns>False where the kernel has no such thing.</returns>
    public bool Bind(int owner)
    {
        bool bound = true;
        foreach (int reader in readers)
        {
            if (reader >= 0)
            {
                bound &= Control(reader, SetOwner, owner) == 0 && Control(reader, SetSignal, KillSignal) == 0
                    && Control(reader, SetStatus, NonBlocking | SignalWhenReady) == 0;
            }
        }

        return bound;
    }

    /// <summary>Lets go: the process or group that the line is bound to is killed.</summary>
    public void Cut()
    {
        if (writer >= 0)
        {
            _ = Close(writer);
            writer = -1;
        }
    }

    /// <summary>Lets go, and closes the rest.</summary>
    public void Dispose()
    {
        Cut();
        for (int i = 0; i < readers.Length; i++)
        {
            if (readers[i] >= 0)
            {
                _ = Close(readers[i]);
                readers[i] = -1;
            }
        }
    }

    // Opened, not duplicated: each has its own place in the kernel's list of receivers of the signal.
    private void OpenReaders()
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{readers[0]}");
        for (int i = 1; i < readers.Length; i++)
        {
            readers[i] = Open(path, CloseOnExec | NonBlocking, 0);
            if (readers[i] < 0 && Marshal.GetLastPInvokeError() is var error && LinuxFiles.IsScarce(error))
            {
                throw LinuxFiles.Failure("make a life line", error);
            }
        }
    }

    private void MoveWriter()
    {
        int highest = 0;
        foreach (int reader in readers)
        {
            highest = Math.Max(highest, reader);
        }

        if (writer < highest)
        {
            int moved = Control(writer, DuplicateFrom, highest + 1);
            if (moved < 0)
            {
                throw LinuxFiles.Failure("make a life line", Marshal.GetLastPInvokeError());
            }

            _ = Close(writer);
            writer = moved;
        }
    }

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static partial int Pipe(int* ends, int flags);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, nint argument);
}
