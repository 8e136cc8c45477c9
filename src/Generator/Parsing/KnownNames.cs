namespace ProcessIsolate.Generator.Parsing;

/// <summary>Metadata names of our attributes and of the types the rules and the parser recognise.</summary>
internal static partial class KnownNames
{
    public const string RuntimeAssembly = "ProcessIsolate";
    public const string GeneratedNamespace = "ProcessIsolate.Generated";
    public const string MarkAttribute = "ProcessIsolate.RunInProcessAttribute";
    public const string MarkAttributeShort = "RunInProcess";
    public const string JsonContextAttribute = "ProcessIsolate.RunInProcessJsonContextAttribute";
    public const string WorkerInitializerAttribute = "ProcessIsolate.WorkerInitializerAttribute";
    public const string WorkerShutdownAttribute = "ProcessIsolate.WorkerShutdownAttribute";
    public const string ProcessPool = "ProcessIsolate.ProcessPool";
    public const string IsolatedProcess = "ProcessIsolate.IsolatedProcess";
    public const string WorkerLease = "ProcessIsolate.WorkerLease";
    public const string MarkedCall = "ProcessIsolate.MarkedCall";
    public const string ProcessStartOptions = "ProcessIsolate.ProcessStartOptions";
    public const string RemoteModule = "ProcessIsolate.CompilerServices.RemoteModule";

    /// <summary>What names of forwarding members added to partial types begin with.</summary>
    public const string ForwarderPrefix = "RunInProcess_";

    /// <summary>The key under which an assembly lists the names of its marked methods.</summary>
    public const string MarkedNamesKey = "ProcessIsolate.RemoteMethods";

    /// <summary>The key under which an assembly says that the generator ran on it.</summary>
    public const string GeneratorKey = "ProcessIsolate.Generator";

    public const string AssemblyMetadataAttribute = "System.Reflection.AssemblyMetadataAttribute";
    public const string CompilerGeneratedAttribute = "System.Runtime.CompilerServices.CompilerGeneratedAttribute";
    public const string UnsafeAccessorAttribute = "System.Runtime.CompilerServices.UnsafeAccessorAttribute";
    public const string UnsafeAccessorTypeAttribute = "System.Runtime.CompilerServices.UnsafeAccessorTypeAttribute";

    public const string ModuleInitializerAttribute = "System.Runtime.CompilerServices.ModuleInitializerAttribute";
    public const string ConditionalAttribute = "System.Diagnostics.ConditionalAttribute";
    public const string UnmanagedCallersOnlyAttribute = "System.Runtime.InteropServices.UnmanagedCallersOnlyAttribute";

    public const string AsyncEnumerable = "System.Collections.Generic.IAsyncEnumerable`1";
    public const string Stream = "System.IO.Stream";
    public const string Progress = "System.IProgress`1";
    public const string CancellationToken = "System.Threading.CancellationToken";
    public const string Task = "System.Threading.Tasks.Task";
    public const string TaskOfT = "System.Threading.Tasks.Task`1";
    public const string ValueTask = "System.Threading.Tasks.ValueTask";
    public const string ValueTaskOfT = "System.Threading.Tasks.ValueTask`1";
    public const string Expression = "System.Linq.Expressions.Expression";
    public const string ExpressionOfT = "System.Linq.Expressions.Expression`1";
    public const string Exception = "System.Exception";

    public const string JsonSerializableAttribute = "System.Text.Json.Serialization.JsonSerializableAttribute";
    public const string JsonConverterAttribute = "System.Text.Json.Serialization.JsonConverterAttribute";
    public const string JsonIgnoreAttribute = "System.Text.Json.Serialization.JsonIgnoreAttribute";
    public const string JsonIncludeAttribute = "System.Text.Json.Serialization.JsonIncludeAttribute";
    public const string JsonConstructorAttribute = "System.Text.Json.Serialization.JsonConstructorAttribute";
    public const string JsonDerivedTypeAttribute = "System.Text.Json.Serialization.JsonDerivedTypeAttribute";
    public const string JsonPolymorphicAttribute = "System.Text.Json.Serialization.JsonPolymorphicAttribute";

    /// <summary>The parse option that names the namespaces allowed to intercept, in its current and its first spelling.</summary>
    public const string InterceptorsFeature = "InterceptorsNamespaces";
    public const string InterceptorsPreviewFeature = "InterceptorsPreviewNamespaces";

    /// <summary>Whether an attribute that code names so may be one that marks methods.</summary>
    public static bool IsOurAttribute(string name) => name is MarkAttributeShort or MarkAttributeShort + "Attribute"
        or "WorkerInitializer" or "WorkerInitializerAttribute" or "WorkerShutdown" or "WorkerShutdownAttribute";
}
