using System;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>What the rules know of a compilation as a whole, found once for all of them and forgotten with it.</summary>
/// <remarks>Each part is made when a rule first asks. Two threads may make one at the same time: both are equal, and one is kept.</remarks>
internal sealed class ProjectIndex
{
    private static readonly ConditionalWeakTable<Compilation, ProjectIndex> ByCompilation = new();

    private readonly Lazy<bool> usesChannels;
    private readonly Lazy<CallSymbols?> calls;
    private readonly Lazy<GeneratorOutput> output;
    private readonly Lazy<Reach> reach;
    private readonly Lazy<StaticState> states;

    private ProjectIndex(Compilation compilation, CancellationToken cancellationToken)
    {
        Compilation = compilation;
        Marked = MarkedMethods.Of(compilation, cancellationToken);
        usesChannels = Late(() => ChannelTypes.Exist(compilation) && (!Marked.IsEmpty || ChannelUse.IsIn(compilation, CancellationToken.None)));
        calls = Late(() => CallSymbols.Of(compilation, Marked));
        output = Late(() => GeneratorOutput.Of(compilation));
        reach = Late(() => new Reach(compilation, Marked));
        states = Late(() => new StaticState(compilation, Reach));
    }

    /// <summary>The compilation.</summary>
    public Compilation Compilation { get; }

    /// <summary>Which methods are marked, here and in referenced assemblies.</summary>
    public MarkedMethods Marked { get; }

    /// <summary>Whether channels, shared values or locks are used.</summary>
    public bool UsesChannels => usesChannels.Value;

    /// <summary>What the rules on calls look up; null for a library without pools.</summary>
    public CallSymbols? Calls => calls.Value;

    /// <summary>What the generator made.</summary>
    public GeneratorOutput Output => output.Value;

    /// <summary>What marked methods run.</summary>
    public Reach Reach => reach.Value;

    /// <summary>Which static state differs between processes.</summary>
    public StaticState States => states.Value;

    /// <summary>The index of a compilation; null where the library is not referenced.</summary>
    public static ProjectIndex? Of(Compilation compilation, CancellationToken cancellationToken)
    {
        if (compilation.GetTypeByMetadataName(KnownNames.MarkAttribute) is null)
        {
            return null;
        }

        if (!ByCompilation.TryGetValue(compilation, out var found))
        {
            var made = new ProjectIndex(compilation, cancellationToken);
            found = ByCompilation.GetValue(compilation, _ => made);
        }

        return found;
    }

    private static Lazy<T> Late<T>(Func<T> make) => new(make, LazyThreadSafetyMode.PublicationOnly);
}
