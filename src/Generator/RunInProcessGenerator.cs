using Microsoft.CodeAnalysis;
using ProcessIsolate.Generator.Common;
using ProcessIsolate.Generator.Emitting;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Generator;

/// <summary>Turns marked methods into contracts and calls of them into calls through the contracts.</summary>
/// <remarks>
/// Two branches that are never joined: contracts do not depend on calls, and calls, whose location tokens change with
/// every edit of their file, lead to one file of interceptors only. Between them stands one step, the contracts for called
/// methods of referenced assemblies, which keeps no location. What cannot be handled is left out here and reported by the
/// analyzers, which compile the same rules.
/// </remarks>
[Generator(LanguageNames.CSharp)]
public sealed class RunInProcessGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // What stands on the compilation as a whole.
        var assembly = context.CompilationProvider
            .Select(AssemblyParser.Parse)
            .WithTrackingName(TrackingNames.Assembly);

        // The methods that carry the mark.
        var marked = context.SyntaxProvider
            .ForAttributeWithMetadataName(KnownNames.MarkAttribute, ContractParser.IsCandidate, ContractParser.Parse)
            .WithTrackingName(TrackingNames.MarkedMethods);

        // One contract for each, and for each method marked on the assembly.
        var contracts = marked.Collect().Combine(assembly)
            .SelectMany(Steps.Contracts)
            .WithTrackingName(TrackingNames.Contracts);
        context.RegisterSourceOutput(contracts, ContractEmitter.Emit);

        // The calls of marked methods: the only branch that knows locations.
        var calls = context.SyntaxProvider
            .CreateSyntaxProvider(CallSiteParser.IsCandidate, CallSiteParser.Parse)
            .WithTrackingName(TrackingNames.CallSites);
        var interceptors = calls.Collect()
            .Select(Steps.Interceptors)
            .WithTrackingName(TrackingNames.Interceptors);
        // No code names an interceptor: an editor need not make them while one types.
        var hasRuntime = assembly.Select(static (model, _) => model.HasRuntime);
        context.RegisterImplementationSourceOutput(interceptors.Combine(hasRuntime), InterceptorEmitter.Emit);
        context.RegisterSourceOutput(hasRuntime, MarkerEmitter.Emit);

        // Endpoints that another generator cannot compile without what this one makes.
        var endpoints = context.SyntaxProvider
            .CreateSyntaxProvider(EndpointParser.IsCandidate, EndpointParser.Parse)
            .WithTrackingName(TrackingNames.Endpoints);
        context.RegisterSourceOutput(endpoints, EndpointReporter.Report);

        // Contracts for called methods of referenced assemblies.
        var foreign = calls.Collect()
            .SelectMany(Steps.ForeignContracts)
            .WithTrackingName(TrackingNames.ForeignContracts);
        context.RegisterSourceOutput(foreign, ContractEmitter.Emit);

        // What runs when a worker starts or ends.
        var initializers = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                KnownNames.WorkerInitializerAttribute, ContractParser.IsCandidate, WorkerHookParser.ParseInitializer);
        var shutdowns = context.SyntaxProvider
            .ForAttributeWithMetadataName(KnownNames.WorkerShutdownAttribute, ContractParser.IsCandidate, WorkerHookParser.ParseShutdown);
        var hooks = initializers.Collect().Combine(shutdowns.Collect())
            .Select(Steps.WorkerHooks)
            .WithTrackingName(TrackingNames.WorkerHooks);

        // The class that lists all contracts and makes them known.
        var module = assembly.Combine(contracts.Collect()).Combine(foreign.Collect()).Combine(hooks)
            .Select(Steps.Module)
            .WithTrackingName(TrackingNames.Module);
        context.RegisterSourceOutput(module, ModuleEmitter.Emit);

        // What programs compiled ahead of time must keep. A library does not know which programs will use it.
        var keeps = module.Combine(context.AnalyzerConfigOptionsProvider)
            .Select(static (pair, _) => Steps.Keeps(pair.Left, pair.Right.GlobalOptions) ? pair.Left.ModuleClass : null)
            .WithTrackingName(TrackingNames.Keeps);
        var shapes = context.CompilationProvider.Combine(keeps)
            .Select(static (pair, cancellationToken) => pair.Right is null ? null : ShapeParser.Parse(pair.Left, cancellationToken))
            .WithTrackingName(TrackingNames.Shapes);
        context.RegisterImplementationSourceOutput(
            shapes.Combine(keeps), static (output, pair) =>
            {
                if (pair is { Left: { } found, Right: { } moduleClass })
                {
                    ShapeEmitter.Emit(output, moduleClass, found);
                }
            });
    }
}
