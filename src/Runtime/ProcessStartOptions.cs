using System;
using System.Collections.Generic;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace ProcessIsolate;

/// <summary>How one <see cref="IsolatedProcess"/> is started and bounded. What is not set is as in the shared pool's options.</summary>
public sealed class ProcessStartOptions
{
    /// <summary>A name for people, see <see cref="IsolatedProcess.Name"/>.</summary>
    /// <value>Default: null, a number makes one.</value>
    public string? Name { get; set; }

    /// <summary>Variables added to the environment that the process inherits; a null value removes one. They win over those of the shared
    /// pool's options.</summary>
    /// <value>Default: empty.</value>
    public IDictionary<string, string?> Environment { get; } = new Dictionary<string, string?>();

    /// <summary>The folder the process starts in.</summary>
    /// <value>Default: null, as in the shared pool's options.</value>
    public string? WorkingDirectory { get; set; }

    /// <summary>What the process may take of the system.</summary>
    /// <value>Default: null, as in the shared pool's options.</value>
    public WorkerLimits? Limits { get; set; }

    /// <summary>How the system ranks the process against others.</summary>
    /// <value>Default: null, as in the shared pool's options.</value>
    public ProcessPriorityClass? PriorityClass { get; set; }

    /// <summary>The processors it may run on, a bit for each.</summary>
    /// <value>Default: null, as in the shared pool's options.</value>
    public nint? ProcessorAffinity { get; set; }

    /// <summary>What becomes of processes that the method starts, once its process ends.</summary>
    /// <value>Default: null, as in the shared pool's options.</value>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="DescendantPolicy.Forbid"/>, for which a <see cref="Sandbox"/> is needed.</exception>
    public DescendantPolicy? Descendants
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)(value ?? default), (uint)DescendantPolicy.LiveOn, nameof(value));
            field = value;
        }
    }

    /// <summary>What the process may do beyond computing.</summary>
    /// <value>Default: null, as the method's mark or the shared pool's options say.</value>
    public SandboxOptions? Sandbox { get; set; }

    /// <summary>The time limit of the method, counted from its start in the process.</summary>
    /// <value>Default: null, as in the shared pool's options. A limit on the mark wins.</value>
    public TimeSpan? Timeout { get; set => field = OptionChecks.PositiveOrInfinite(value); }

    /// <summary>How long the method may take to answer <see cref="IsolatedProcess.Terminate"/> or its limit before it is killed.</summary>
    /// <value>Default: null, as in the shared pool's options. <see cref="TimeSpan.Zero"/>: killed at once.</value>
    public TimeSpan? CancellationGracePeriod { get; set => field = value is { } period ? OptionChecks.NotNegative(period) : null; }

    /// <summary>How long the process may take from its start to its first "ready".</summary>
    /// <value>Default: null, as in the shared pool's options.</value>
    public TimeSpan? StartTimeout { get; set => field = OptionChecks.PositiveOrInfinite(value); }

    /// <summary>What becomes of what the process writes to stdout and stderr.</summary>
    /// <value>Default: null, as in the shared pool's options.</value>
    public WorkerOutput? Output
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)(value ?? default), (uint)WorkerOutput.Discard, nameof(value));
            field = value;
        }
    }

    /// <summary>Where the lines go with <see cref="WorkerOutput.Log"/>.</summary>
    /// <value>Default: null, as in the shared pool's options.</value>
    public ILoggerFactory? LoggerFactory { get; set; }

    internal ProcessPoolOptions ToPoolOptions(ProcessPoolOptions shared)
    {
        ProcessPoolOptions options = shared.Copy();
        foreach ((string name, string? value) in Environment)
        {
            options.Environment[name] = value;
        }

        options.WorkingDirectory = WorkingDirectory ?? options.WorkingDirectory;
        options.Limits = Limits?.Copy() ?? options.Limits;
        options.PriorityClass = PriorityClass ?? options.PriorityClass;
        options.ProcessorAffinity = ProcessorAffinity ?? options.ProcessorAffinity;
        options.Sandbox = Sandbox?.Copy() ?? options.Sandbox;
        options.Descendants = Descendants ?? options.Descendants;
        options.CallTimeout = Timeout ?? options.CallTimeout;
        options.CancellationGracePeriod = CancellationGracePeriod ?? options.CancellationGracePeriod;
        options.StartTimeout = StartTimeout ?? options.StartTimeout;
        options.Output = Output ?? options.Output;
        options.LoggerFactory = LoggerFactory ?? options.LoggerFactory;
        return options;
    }
}
