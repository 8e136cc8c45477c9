using System;

namespace ProcessIsolate.Integration.Tests.Support;

/// <summary>Pools for tests that look at single workers.</summary>
internal static class TestPools
{
    /// <summary>One worker, so that a process id tells whether it stayed.</summary>
    public static ProcessPool Single(Action<ProcessPoolOptions>? configure = null) => Of(1, configure);

    public static ProcessPool Of(int workers, Action<ProcessPoolOptions>? configure = null)
    {
        ProcessPoolOptions options = new() { MaxWorkers = workers };
        configure?.Invoke(options);
        return new ProcessPool(options);
    }
}
