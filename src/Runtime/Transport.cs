namespace ProcessIsolate;

/// <summary>What carries calls between a host and its workers.</summary>
public enum Transport
{
    /// <summary>Shared memory where the system and the worker offer it, else the stream; the default.</summary>
    Auto,

    /// <summary>Two rings in shared memory. A worker that cannot use them does not start.</summary>
    SharedMemory,

    /// <summary>The worker's socket (on Windows its named pipe), which also carries everything else.</summary>
    Stream,
}
