using System.Security.Cryptography;
using System.Threading;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Sharing;

/// <summary>The number by which a process marks what it owns in shared memory.</summary>
/// <remarks>Not the process id: the system gives that to another process before the host has seen to what the dead one left.
/// Numbers are never used twice by one host.</remarks>
internal static class OwnerId
{
    /// <summary>Owner words have room for so much.</summary>
    public const uint Mask = 0x3FFF_FFFF;

    /// <summary>Stands for the unknown receiver of what is on its way.</summary>
    public const uint InTransit = Mask;

    private const uint Root = 1;

    // Below it are the workers of the program itself, counted; above it those that workers start, drawn at random, since a
    // worker does not know what the program counts meanwhile.
    private const uint FirstNested = 1 << 24;

    private static uint current;

    /// <summary>This process.</summary>
    public static uint Current
    {
        get
        {
            uint known = Volatile.Read(ref current);
            return known != 0 ? known : Find();
        }
    }

    /// <summary>The number for a worker that this process starts.</summary>
    public static uint ForWorker(int workerId) => WorkerContext.IsWorker
        ? (uint)RandomNumberGenerator.GetInt32((int)FirstNested, (int)InTransit)
        : Root + ((uint)workerId % (FirstNested - Root - 1));

    /// <summary>Whether a number may be that of a worker which a worker has started.</summary>
    public static bool MayBeNested(uint participant) => participant >= FirstNested;

    private static uint Find()
    {
        uint found = WorkerIdentity.Current is { } identity ? identity.OwnerId : Root;
        Volatile.Write(ref current, found);
        return found;
    }
}
