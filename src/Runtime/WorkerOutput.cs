namespace ProcessIsolate;

/// <summary>What becomes of what workers write to stdout and stderr. The end of stderr is kept for crash reports in any case.</summary>
public enum WorkerOutput
{
    /// <summary>It appears on this process's own stdout and stderr.</summary>
    Inherit,

    /// <summary>Each line becomes a log event of <see cref="ProcessPoolOptions.LoggerFactory"/>, those of stdout with the level Information, those
    /// of stderr with Warning. Without a factory as <see cref="Inherit"/>.</summary>
    Log,

    /// <summary>It is dropped.</summary>
    Discard,
}
