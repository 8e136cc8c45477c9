using System;
using System.Globalization;
using System.IO;
using System.Net.Sockets;
using System.Threading;

namespace ProcessIsolate.Scheduling;

/// <summary>One of a number of places that all processes of a user on this machine share. The system gives it back when its holder ends, however
/// that ends.</summary>
internal sealed class MachineSlot : IDisposable
{
    // Asked once: the system may look it up far away.
    private static readonly string Prefix = $"ProcessIsolate.budget.{Environment.UserName}.";

    private readonly int number;
    private readonly IDisposable held;

    private MachineSlot(int number, IDisposable held) => (this.number, this.held) = (number, held);

    /// <param name="number">Which of the places, from 0.</param>
    /// <returns>Null when another holds it.</returns>
    /// <exception cref="IOException">The system gives none: no descriptors, no rights.</exception>
    public static MachineSlot? TryTake(int number)
    {
        string name = Prefix + number.ToString(CultureInfo.InvariantCulture);
        IDisposable? held = OperatingSystem.IsLinux() ? TrySocket(name) : OperatingSystem.IsWindows() ? TryEvent(name) : TryFile(name);
        return held is null ? null : new MachineSlot(number, held);
    }

    public void Dispose()
    {
        held.Dispose();
        MachineBudget.OnReleased(number);
    }

    // A name without a file, in a space of the kernel's own.
    private static Socket? TrySocket(string name)
    {
        Socket socket;
        try
        {
            socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        }
        catch (SocketException exception)
        {
            throw new IOException(exception.Message, exception);
        }

        try
        {
            socket.Bind(new UnixDomainSocketEndPoint("\0" + name));
            return socket;
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            return exception.SocketErrorCode == SocketError.AddressAlreadyInUse ? null : throw new IOException(exception.Message, exception);
        }
    }

    // The object lives as long as a handle to it.
    private static EventWaitHandle? TryEvent(string name)
    {
        try
        {
            EventWaitHandle handle = new(false, EventResetMode.ManualReset, @"Local\" + name, out bool isNew);
            if (isNew)
            {
                return handle;
            }

            handle.Dispose();
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or WaitHandleCannotBeOpenedException)
        {
            // Another's.
        }

        return null;
    }

    // Two may hold a place when one opens the file while the other deletes it: one worker too many, for a while.
    private static FileStream? TryFile(string name)
    {
        const int SharingViolation = 35;
        try
        {
            return new FileStream(Path.Combine(Path.GetTempPath(), name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException exception) when ((exception.HResult & 0xFFFF) is SharingViolation or 32)
        {
            return null;
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }
}
