using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>What the rules on calls look up once per compilation, and the questions all of them ask.</summary>
internal sealed class CallSymbols
{
    private const string GeneratedCodeAttribute = "System.CodeDom.Compiler.GeneratedCodeAttribute";

    private readonly Lazy<HashSet<IMethodSymbol>> markedElsewhere;

    private CallSymbols(Compilation compilation, INamedTypeSymbol pool, INamedTypeSymbol process, MarkedMethods marked)
    {
        Compilation = compilation;
        Pool = pool;
        Process = process;
        Marked = marked;
        markedElsewhere = new Lazy<HashSet<IMethodSymbol>>(FindMarkedElsewhere);
    }

    public Compilation Compilation { get; }

    public INamedTypeSymbol Pool { get; }

    public INamedTypeSymbol Process { get; }

    public MarkedMethods Marked { get; }

    /// <summary>The symbols of a compilation; null where the library has no pools.</summary>
    public static CallSymbols? Of(Compilation compilation, MarkedMethods marked) =>
        compilation.GetTypeByMetadataName(KnownNames.ProcessPool) is { } pool
        && compilation.GetTypeByMetadataName(KnownNames.IsolatedProcess) is { } process
            ? new CallSymbols(compilation, pool, process, marked)
            : null;

    /// <summary>Whether calls of the method are isolated. What cannot be is reported at the mark.</summary>
    public bool IsIsolated(IMethodSymbol method)
    {
        var definition = MarkedMethods.Definition(method);
        return Marked.MayBeMarked(definition.Name) && Marked.Find(definition) is not null && Marked.Qualifies(definition);
    }

    /// <summary>Whether a contract of a referenced assembly serves the method: that assembly marks it from outside, and a pool
    /// finds contracts of any loaded assembly.</summary>
    public bool IsMarkedElsewhere(IMethodSymbol method) => markedElsewhere.Value.Contains(MarkedMethods.Definition(method));

    /// <summary>The cheap test for <see cref="IsEntrance"/>.</summary>
    public static bool MayBeEntrance(string name) => name is "Run" or "RunAsync" or "Map" or "MapAsync" or "Start" or "Of"
        or "MapOutcomes" or "MapOutcomesAsync" or "StreamAsync" or "StreamOutcomesAsync";

    /// <summary>Whether the method is one of the library's that take a marked method, first of all or behind options.</summary>
    public bool IsEntrance(IMethodSymbol method) => FunctionOf(method) >= 0;

    /// <summary>Which parameter takes the marked method; -1 where the method is none of those.</summary>
    public int FunctionOf(IMethodSymbol method)
    {
        if (!MayBeEntrance(method.Name) || !IsOurs(method.ContainingType))
        {
            return -1;
        }

        return method.Parameters switch
        {
            [{ Type.TypeKind: TypeKind.Delegate }, ..] => 0,
            [{ Type: var first }, { Type.TypeKind: TypeKind.Delegate }, ..] when SymbolNames.Is(first, KnownNames.ProcessStartOptions) => 1,
            _ => -1,
        };
    }

    private bool IsOurs(INamedTypeSymbol type) => SymbolEqualityComparer.Default.Equals(type, Pool)
        || SymbolEqualityComparer.Default.Equals(type, Process)
        || SymbolNames.Is(type, KnownNames.WorkerLease)
        || SymbolNames.Is(type, KnownNames.MarkedCall);

    /// <summary>Whether the method is the asynchronous companion that the generator gave to a marked one.</summary>
    public static bool IsCompanion(IMethodSymbol method)
    {
        if (!method.IsStatic || !method.Name.EndsWith("Async", StringComparison.Ordinal))
        {
            return false;
        }

        for (ISymbol? each = method; each is not null and not INamespaceSymbol; each = each.ContainingSymbol)
        {
            if (SymbolNames.Attribute(each, GeneratedCodeAttribute)?.ConstructorArguments is [{ Value: KnownNames.RuntimeAssembly }, ..])
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the symbol's code is generated, or runs in a worker, where isolated calls are plain ones.</summary>
    public bool IsOutside(ISymbol? symbol)
    {
        for (var each = symbol; each is not null and not INamespaceSymbol; each = each.ContainingSymbol)
        {
            if (each is IMethodSymbol method
                && (Marked.Find(MarkedMethods.Definition(method)) is not null
                    || SymbolNames.Attribute(method, KnownNames.WorkerInitializerAttribute) is not null
                    || SymbolNames.Attribute(method, KnownNames.WorkerShutdownAttribute) is not null))
            {
                return true;
            }
        }

        return IsGenerated(symbol);
    }

    /// <summary>Whether the symbol is the generator's. A contract calls the method itself: that call runs in the worker.</summary>
    public static bool IsGenerated(ISymbol? symbol) => symbol is not null
        && (symbol.ContainingNamespace?.ToDisplayString() == KnownNames.GeneratedNamespace
            || symbol.Name.StartsWith(KnownNames.ForwarderPrefix, StringComparison.Ordinal));

    /// <summary>The name a call is tested by before anything is bound.</summary>
    public static string? NameOf(InvocationExpressionSyntax invocation) => invocation.Expression switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        _ => null,
    };

    private HashSet<IMethodSymbol> FindMarkedElsewhere() => new(
        Compilation.SourceModule.ReferencedAssemblySymbols.Where(Marks.UsesRuntime)
            .SelectMany(assembly => Marks.OfAssembly(assembly)).SelectMany(mark => mark.Candidates()).Select(MarkedMethods.Definition),
        SymbolEqualityComparer.Default);
}
