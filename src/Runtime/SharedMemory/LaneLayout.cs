namespace ProcessIsolate.SharedMemory;

/// <summary>Where the parts of a call lane's segment stand. Words that different processes write lie on cache lines of
/// their own.</summary>
/// <remarks>
/// <code>
///    0  magic, layout version, ring capacity        written once by the host
///   64  host to worker: tail      128  head
///  192  worker to host: tail      256  head
///  320  host's doorbell word      384  host waits
///  448  worker's doorbell word    512  worker waits
///  576  claim word, see ClaimWord
///  640  host's core, see CoreSharing   704  worker's core
/// 1024  how long the last 64 requests ran, see RunTimes
/// 4096  ring, host to worker      4096 + capacity  ring, worker to host
/// </code>
/// </remarks>
internal static class LaneLayout
{
    public const uint Magic = 0x31_4E_4C_50;
    public const uint Version = 3;

    public const int VersionOffset = 4;
    public const int CapacityOffset = 8;
    public const int RequestTail = 64;
    public const int RequestHead = 128;
    public const int ResponseTail = 192;
    public const int ResponseHead = 256;
    public const int HostBell = 320;
    public const int HostWaits = 384;
    public const int WorkerBell = 448;
    public const int WorkerWaits = 512;
    public const int Claim = 576;
    public const int HostCore = 640;
    public const int WorkerCore = 704;
    public const int RunTimes = 1024;
    public const int DataOffset = 4096;

    public static long SizeFor(int capacity) => DataOffset + (2L * capacity);

    /// <summary>A power of two, so that a position becomes an index by masking.</summary>
    public static bool IsValidCapacity(uint capacity) => capacity is >= 4096 and <= 1 << 28 && uint.IsPow2(capacity);
}
