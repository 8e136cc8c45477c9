using System;
using System.Globalization;
using System.IO;
using System.IO.Pipes;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using ProcessIsolate.Platform;
using ProcessIsolate.Rpc;
using ProcessIsolate.Sandboxing;

namespace ProcessIsolate.Workers;

/// <summary>Where a worker process begins: the entry point of this assembly, or <see cref="StartupHook"/> or the module
/// initializer of the app's own executable. Hands over to <see cref="WorkerHost"/>.</summary>
internal static class WorkerEntry
{
    /// <summary>What the environment says when processes that the worker starts are to live on.</summary>
    public const string LiveOn = "LiveOn";

    private const int NotAWorker = 2;

    // Held for as long as the process lives: a collected one is in effect no more.
    internal static PosixSignalRegistration[] Ignored { get; private set; } = [];

    /// <summary>The entry point for <c>dotnet exec ProcessIsolate.dll</c>.</summary>
    internal static int Main()
    {
        RunIfWorker();
        Console.Error.WriteLine("ProcessIsolate.dll is a library. Started as a program it is a worker, which only its host can start.");
        return NotAWorker;
    }

    /// <summary>Does not return in a worker.</summary>
    public static void RunIfWorker()
    {
        string? endpoint = Environment.GetEnvironmentVariable(ProtocolNames.EndpointVariable);
        string? token = Environment.GetEnvironmentVariable(ProtocolNames.TokenVariable);
        if (string.IsNullOrEmpty(endpoint) || token is null)
        {
            return;
        }

        Set(ProtocolNames.EndpointVariable, null);
        Set(ProtocolNames.TokenVariable, null);
        bool keepsDescendants = Environment.GetEnvironmentVariable(ProtocolNames.DescendantsVariable) == LiveOn;
        Set(ProtocolNames.DescendantsVariable, null);
        bool limitsHeap = BorrowedVariables.Return(static variable => Set(variable, null));
        ForgetHook();
        string? sandbox = Environment.GetEnvironmentVariable(ProtocolNames.SandboxVariable);
        Set(ProtocolNames.SandboxVariable, null);
        SandboxRules rules = 0;
        string? proof = null;
        if (OperatingSystem.IsLinux())
        {
            BindOnLinux(keepsDescendants);
            (rules, proof) = sandbox is null ? default : EnterSandbox(sandbox);
        }
        else if (!OperatingSystem.IsWindows())
        {
            HostWatch.OwnsProcessGroup = UnixNative.LeaveProcessGroup() && !keepsDescendants;
        }

        WorkerIdentity.Current = new WorkerIdentity { HasHeapLimit = limitsHeap, Sandbox = rules, SandboxProof = proof };
        Environment.Exit(Run(endpoint, token));
    }

    // The host binds this process to itself as it starts it. That holds for all that leads or stays in its group; the rest is here.
    [SupportedOSPlatform("linux")]
    private static void BindOnLinux(bool keepsDescendants)
    {
        LinuxNative.DieWithParent();
        if (keepsDescendants)
        {
            return;
        }

        HostWatch.OwnsProcessGroup = UnixNative.LeadsGroup || LinuxGroupFilter.TryLeaveGroup();
        LinuxGroupFilter.TryInstall();
    }

    // What is held back, and the host's number.
    [SupportedOSPlatform("linux")]
    private static (SandboxRules Rules, string Proof) EnterSandbox(string sandbox)
    {
        string[] fields = sandbox.Split(',');
        SandboxRules rules = (SandboxRules)int.Parse(fields[0], CultureInfo.InvariantCulture);
        return (rules, SandboxProof.ArmAndTest(rules, int.Parse(fields[1], CultureInfo.InvariantCulture)));
    }

    private static int Run(string endpoint, string token)
    {
        // Ctrl+C at the terminal is the host's business; on Windows the event still reaches every process of the console. So is a
        // request to end: a service manager sends it to all processes, and the host finishes its calls first. Programs such as
        // "timeout" send it to their own group, which is the worker's.
        IgnoreInterrupts();
        try
        {
            // Not disposed: the exit that follows still announces itself on it, and closes it.
            return new WorkerHost(Connect(endpoint)).Run(token);
        }
        catch (Exception exception) when (exception is SocketException or IOException or TimeoutException
            or ConnectionLostException or InvalidMessageException)
        {
            Console.Error.WriteLine("A worker lost its host: " + exception.Message);
            return 1;
        }
    }

    // By the console's event on Windows, and by what stands behind it elsewhere: the console is one more assembly to load.
    private static void IgnoreInterrupts()
    {
        if (OperatingSystem.IsWindows())
        {
            IgnoreConsole();
            return;
        }

        Action<PosixSignalContext> ignore = static context => context.Cancel = true;
        Ignored =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, ignore), PosixSignalRegistration.Create(PosixSignal.SIGQUIT, ignore),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, ignore),
        ];
    }

    private static void IgnoreConsole() => Console.CancelKeyPress += static (_, e) => e.Cancel = true;

    private static Connection Connect(string endpoint)
    {
        if (OperatingSystem.IsWindows())
        {
            return ConnectPipe(endpoint);
        }

        if (endpoint[0] == WorkerEndpoint.InheritedMark)
        {
            return DescriptorConnection.Inherited(int.Parse(endpoint.AsSpan(1), CultureInfo.InvariantCulture));
        }

        if (UnixDescriptors.IsSupported)
        {
            return DescriptorConnection.Connect(endpoint);
        }

        return ConnectSocket(endpoint);
    }

    private static SocketConnection ConnectSocket(string endpoint)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(endpoint[0] == WorkerEndpoint.AbstractMark ? '\0' + endpoint[1..] : endpoint));
        return new SocketConnection(socket);
    }

    // The rest in methods of their own: only what is used is loaded.
    [SupportedOSPlatform("windows")]
    private static PipeConnection ConnectPipe(string endpoint)
    {
        NamedPipeClientStream pipe = new(".", endpoint, PipeDirection.InOut, PipeOptions.Asynchronous);
        pipe.Connect(WorkerEndpoint.ConnectMilliseconds);
        return new PipeConnection(pipe);
    }

    private static void ForgetHook()
    {
        string? hooks = Environment.GetEnvironmentVariable(StartupHook.Variable);
        if (hooks == StartupHook.Name)
        {
            Set(StartupHook.Variable, null);
        }
        else if (hooks?.EndsWith(Path.PathSeparator + StartupHook.Name, StringComparison.Ordinal) == true)
        {
            Set(StartupHook.Variable, hooks[..^(StartupHook.Name.Length + 1)]);
        }
    }

    // Processes that the user's code starts are ordinary ones and must not take themselves for workers.
    private static void Set(string variable, string? value)
    {
        Environment.SetEnvironmentVariable(variable, value);
        if (!OperatingSystem.IsWindows())
        {
            UnixNative.SetVariable(variable, value);
        }
    }
}
