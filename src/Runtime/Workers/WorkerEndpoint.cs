using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.IO.Pipes;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using ProcessIsolate.Platform;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Workers;

/// <summary>Where one worker connects to its host: made for one process, used once.</summary>
internal abstract class WorkerEndpoint : IDisposable
{
    /// <summary>How long a worker tries; its host listens before it starts it.</summary>
    public const int ConnectMilliseconds = 10_000;

    /// <summary>Stands before an abstract socket's name instead of the zero byte it really begins with.</summary>
    public const char AbstractMark = '@';

    /// <summary>Stands before the number of a descriptor that the worker inherits.</summary>
    public const char InheritedMark = '#';

    private const int TokenBytes = 16;

    /// <summary>What the worker gets in its environment: a socket's path, "@" and a socket's abstract name, or a pipe's name.</summary>
    public abstract string Address { get; }

    /// <summary>What the worker must show, besides being the process that was started.</summary>
    public string Token { get; } = RandomName();

    /// <summary>What the worker inherits; null where it connects by itself.</summary>
    public virtual SafeFileHandle? Inherited => null;

    /// <param name="isInherited">Whether the worker can connect to nothing.</param>
    public static WorkerEndpoint Create(bool isInherited = false)
    {
        if (isInherited && OperatingSystem.IsLinux())
        {
            return new InheritedEndpoint();
        }

        if (OperatingSystem.IsWindows())
        {
            return new PipeEndpoint();
        }

        return new SocketEndpoint();
    }

    /// <summary>The process was started.</summary>
    public virtual void OnStarted()
    {
    }

    /// <summary>Waits for the given process to connect; others are turned away.</summary>
    /// <param name="process">The worker.</param>
    /// <param name="remaining">Tells how much time is left.</param>
    /// <exception cref="WorkerStartException">Time is up, or the process ended first.</exception>
    public abstract Connection Accept(ChildProcess process, Func<TimeSpan> remaining);

    public abstract void Dispose();

    protected static string RandomName() => Convert.ToHexString(SecretBytes.Make(TokenBytes)).ToLowerInvariant();

    protected static WorkerStartException NotConnected(ChildProcess process) => process.Ended.IsCompleted
        ? new WorkerStartException($"The worker process {process.Exit(null).Describe("")} before it connected.")
        : new WorkerStartException("The worker process did not connect in time.");
}

/// <summary>A listening Unix socket: on Linux under a random abstract name, which exists in no folder; elsewhere in a
/// private folder that is removed as soon as the worker has connected.</summary>
/// <remarks>A name in a folder would stay behind when the host is killed between making and removing it; of forty hosts
/// killed at random moments one left a folder. An abstract name ends with its socket. Other users can see and try it, as
/// they cannot with a private folder; the peer's process id and the token turn them away.</remarks>
[UnsupportedOSPlatform("windows")]
internal sealed class SocketEndpoint : WorkerEndpoint
{
    // sun_path holds 108 bytes on Linux, 104 on macOS, with the closing zero; the socket's own part takes up to 50.
    private const int MaxFolderLength = 50;
    private const int PollMicroseconds = 50_000;

    // All of sun_path but the first byte. The length of an abstract name is part of it, and some libraries (Node's) always
    // send the whole field: a name that fills it is the same name for all of them.
    private const int AbstractNameLength = 107;

    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private string? folder;

    public SocketEndpoint()
    {
        Address = OperatingSystem.IsLinux() && TryBindAbstract() is { } name ? name : BindInFolder();
        listener.Listen(4);
    }

    public override string Address { get; }

    public override Connection Accept(ChildProcess process, Func<TimeSpan> remaining)
    {
        while (remaining() > TimeSpan.Zero)
        {
            if (!listener.Poll(PollMicroseconds, SelectMode.SelectRead))
            {
                if (process.Ended.IsCompleted)
                {
                    break;
                }

                continue;
            }

            Socket peer = listener.Accept();
            int processId = OperatingSystem.IsLinux() ? LinuxNative.GetPeerProcessId(peer) : MacNative.GetPeerProcessId(peer);
            if (processId == process.Id)
            {
                return new SocketConnection(peer);
            }

            peer.Dispose();
        }

        throw NotConnected(process);
    }

    public override void Dispose()
    {
        listener.Dispose();
        RemoveFolder();
    }

    // The temp folder may be full, read-only or have a long name; any other private place does as well.
    private static IEnumerable<string> Candidates()
    {
        yield return Path.GetTempPath();
        yield return "/tmp";
        if (OperatingSystem.IsLinux())
        {
            yield return "/dev/shm";
        }
    }

    private string? TryBindAbstract()
    {
        string name = ("processisolate-" + RandomName()).PadRight(AbstractNameLength, '-');
        try
        {
            listener.Bind(new UnixDomainSocketEndPoint('\0' + name));
            return AbstractMark + name;
        }
        catch (SocketException)
        {
            // A kernel or sandbox without abstract names.
            return null;
        }
    }

    private string BindInFolder()
    {
        Exception? last = null;
        foreach (string candidate in Candidates())
        {
            if (candidate.Length > MaxFolderLength)
            {
                continue;
            }

            try
            {
                folder = Path.Combine(candidate, "processisolate-" + RandomName()[..16]);
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                string path = Path.Combine(folder, "s");
                listener.Bind(new UnixDomainSocketEndPoint(path));
                return path;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SocketException)
            {
                last = exception;
                RemoveFolder();
            }
        }

        throw new WorkerStartException("No folder was found for a worker's socket: " + last?.Message, last);
    }

    private void RemoveFolder()
    {
        if (folder is null)
        {
            return;
        }

        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Never made, or another process cleaned up.
        }

        folder = null;
    }
}

/// <summary>A Windows named pipe under a random name, open to the current user alone.</summary>
[SupportedOSPlatform("windows")]
internal sealed class PipeEndpoint : WorkerEndpoint
{
    private readonly SafePipeHandle pipe;
    private bool accepted;

    public PipeEndpoint()
    {
        Address = "processisolate-" + RandomName();
        pipe = WindowsPipe.Create(Address);
    }

    public override string Address { get; }

    public override Connection Accept(ChildProcess process, Func<TimeSpan> remaining)
    {
        using WindowsPipe server = new(pipe);
        while (remaining() > TimeSpan.Zero)
        {
            if (!server.Accept(() => remaining() > TimeSpan.Zero && !process.Ended.IsCompleted))
            {
                break;
            }

            if (WindowsNative.GetPeerProcessId(pipe) == process.Id)
            {
                accepted = true;
                return new PipeConnection(new NamedPipeServerStream(PipeDirection.InOut, isAsync: true, isConnected: true, pipe));
            }

            server.Disconnect();
        }

        throw NotConnected(process);
    }

    public override void Dispose()
    {
        if (!accepted)
        {
            pipe.Dispose();
        }
    }
}

/// <summary>One end of a pair of sockets, which nothing but the process has that inherits the other.</summary>
[SupportedOSPlatform("linux")]
internal sealed class InheritedEndpoint : WorkerEndpoint
{
    private readonly Socket own;
    private readonly SafeFileHandle other;
    private bool accepted;

    /// <exception cref="IOException">This process has no descriptors left.</exception>
    public InheritedEndpoint() => (own, other) = LinuxDescriptors.MakePair();

    public override string Address => InheritedMark + LinuxSpawn.ControlNumber.ToString(CultureInfo.InvariantCulture);

    public override SafeFileHandle? Inherited => other;

    // With it open the end of the worker would not be seen.
    public override void OnStarted() => other.Dispose();

    public override Connection Accept(ChildProcess process, Func<TimeSpan> remaining)
    {
        accepted = true;
        return new SocketConnection(own);
    }

    public override void Dispose()
    {
        other.Dispose();
        if (!accepted)
        {
            own.Dispose();
        }
    }
}
