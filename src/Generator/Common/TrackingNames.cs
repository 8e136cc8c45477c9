namespace ProcessIsolate.Generator.Common;

/// <summary>The names of the pipeline's steps; cache tests ask for a step by name.</summary>
internal static class TrackingNames
{
    /// <summary>What the compilation as a whole says: kind, contexts, assembly-level marks.</summary>
    public const string Assembly = "Assembly";

    /// <summary>One model per method that carries the mark.</summary>
    public const string MarkedMethods = "MarkedMethods";

    /// <summary>Contracts of this compilation, each once.</summary>
    public const string Contracts = "Contracts";

    /// <summary>Worker initializers and shutdown methods.</summary>
    public const string WorkerHooks = "WorkerHooks";

    /// <summary>One model per intercepted call.</summary>
    public const string CallSites = "CallSites";

    /// <summary>One model per endpoint that another generator cannot compile.</summary>
    public const string Endpoints = "Endpoints";

    /// <summary>All intercepted calls together.</summary>
    public const string Interceptors = "Interceptors";

    /// <summary>Contracts for called methods of referenced assemblies, each once, without locations.</summary>
    public const string ForeignContracts = "ForeignContracts";

    /// <summary>What the module class lists.</summary>
    public const string Module = "Module";

    /// <summary>The module class, where what a compiler ahead of time must keep is generated.</summary>
    public const string Keeps = "Keeps";

    /// <summary>What a compiler ahead of time must keep.</summary>
    public const string Shapes = "Shapes";
}
