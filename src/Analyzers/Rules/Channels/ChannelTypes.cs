using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>Types whose objects are the same in all processes that hold them.</summary>
internal static class ChannelTypes
{
    private static readonly ImmutableHashSet<string> SharedNames = [KnownNames.Shared, KnownNames.SharedArray];

    private static readonly ImmutableHashSet<string> Names =
    [
        .. SharedNames,
        KnownNames.ProcessQueue, KnownNames.ProcessPipe, KnownNames.ProcessPipeOfTwo,
        KnownNames.ProcessLock, KnownNames.ProcessSemaphore, KnownNames.ProcessEvent,
        KnownNames.ProcessBarrier, KnownNames.ProcessCondition, KnownNames.ProcessCountdown,
    ];

    /// <summary>What is written to or read from by both sides while a call lasts, so that nothing of it is lost.</summary>
    private static readonly ImmutableHashSet<string> Carriers =
    [
        "System.IO.Stream", "System.IO.Pipelines.PipeReader", "System.IO.Pipelines.PipeWriter",
        "System.Threading.Channels.ChannelReader`1", "System.Threading.Channels.ChannelWriter`1", "System.IProgress`1",
    ];

    /// <summary>Whether the compilation knows any of them.</summary>
    public static bool Exist(Compilation compilation) => Names.Any(name => compilation.GetTypeByMetadataName(name) is not null);

    /// <summary>Channels, shared values and locks.</summary>
    public static bool Contains(ITypeSymbol? type) => IsOneOf(type, Names);

    /// <summary>What a scope that makes it must end: the same, and pools.</summary>
    public static bool MustEnd(ITypeSymbol? type) => Contains(type) || SymbolNames.Is(type, KnownNames.ProcessPool);

    /// <summary>A process of its own.</summary>
    public static bool IsProcess(ITypeSymbol? type) =>
        SymbolNames.Is(type, KnownNames.IsolatedProcess) || SymbolNames.Is(type, KnownNames.IsolatedProcessOfT);

    /// <summary>Memory that all processes see.</summary>
    public static bool IsSharedMemory(ITypeSymbol? type) => IsOneOf(type, SharedNames);

    /// <summary>Whether what is done to it here is seen by the other side as well.</summary>
    public static bool IsCarrier(ITypeSymbol? type) => Contains(type)
        || (type is not null && SymbolNames.SelfAndBases(type).Any(each => IsOneOf(each, Carriers)));

    private static bool IsOneOf(ITypeSymbol? type, ImmutableHashSet<string> names) =>
        type is INamedTypeSymbol named && names.Contains(SymbolNames.Metadata(named));
}
