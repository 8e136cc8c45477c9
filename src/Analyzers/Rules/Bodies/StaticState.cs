using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>Whether static state can differ between two processes.</summary>
/// <param name="Differs">Whether it changes after its type is initialised.</param>
/// <param name="Writer">The code that changes it; null when that is not seen here.</param>
/// <param name="Source">Where a value of each process's own comes from, if it has one from the start.</param>
internal sealed record StateVerdict(bool Differs, IMethodSymbol? Writer, string? Source = null)
{
    public static readonly StateVerdict Same = new(false, null);
}

/// <summary>Judges static fields, properties and events by their writers, not by their type: a table without writers is the
/// same in all processes, and so is what each process makes when it first needs it.</summary>
internal sealed class StaticState(Compilation compilation, Reach reach)
{
    private readonly ConcurrentDictionary<ISymbol, StateVerdict> verdicts = new(SymbolEqualityComparer.Default);
    private HashSet<ISymbol>? setUp;

    /// <summary>The verdict on one member.</summary>
    public StateVerdict Judge(ISymbol state, CancellationToken cancellationToken) =>
        verdicts.TryGetValue(state, out var known) ? known : verdicts.GetOrAdd(state, Decide(state, cancellationToken));

    /// <summary>Whether each worker sets it up before its first call.</summary>
    public bool IsSetUp(ISymbol state, CancellationToken cancellationToken) => SetUp(cancellationToken).Contains(state);

    private StateVerdict Decide(ISymbol state, CancellationToken cancellationToken)
    {
        if (!SymbolEqualityComparer.Default.Equals(state.ContainingAssembly, compilation.Assembly))
        {
            // A field that another assembly leaves open is most often a constant that lacks 'readonly', such as a colour: it counts
            // once this compilation changes it, and so does a property with a setter.
            return StaticMembers.IsSettable(state) && state is IFieldSymbol or IPropertySymbol && !IsBaseLibrary(state)
                && !IsSetUp(state, cancellationToken)
                && FindWriter(state, cancellationToken) is { } changer
                    ? new StateVerdict(true, changer)
                    : StateVerdict.Same;
        }

        if (IsSilenced(state) || SymbolNames.Is(TypeOf(state), "System.Threading.AsyncLocal`1"))
        {
            return StateVerdict.Same;
        }

        if (OwnValues.Find(state, compilation, cancellationToken) is { } source && !IsSetUp(state, cancellationToken))
        {
            return new StateVerdict(true, null, source);
        }

        if (!StaticMembers.IsSettable(state) && CannotChange(state))
        {
            return StateVerdict.Same;
        }

        // The initializers come first: they need a look at a few methods only.
        var writer = IsSetUp(state, cancellationToken) ? null : FindWriter(state, cancellationToken);
        if (writer is not null)
        {
            return new StateVerdict(true, writer);
        }

        var isOpen = compilation.Options.OutputKind is OutputKind.DynamicallyLinkedLibrary
            && StaticMembers.IsSettableFromOutside(state)
            && !IsSetUp(state, cancellationToken);
        return isOpen ? new StateVerdict(true, null) : StateVerdict.Same;
    }

    /// <summary>Code of this compilation that changes it after its type is initialised.</summary>
    public IMethodSymbol? FindWriter(ISymbol state, CancellationToken cancellationToken)
    {
        foreach (var tree in Files(state))
        {
            foreach (var declaration in TreeIndex.WritersOf(state.Name, tree, cancellationToken))
            {
                if (SymbolOf(declaration, cancellationToken) is { } method
                    && !IsInitialization(method)
                    && ChangesState(method, state, cancellationToken))
                {
                    return method;
                }
            }
        }

        return null;
    }

    private bool ChangesState(IMethodSymbol method, ISymbol state, CancellationToken cancellationToken)
    {
        var facts = reach.FactsOf(method, cancellationToken);
        return facts.Writes.Any(write => !write.IsSetUp && SymbolEqualityComparer.Default.Equals(write.Root, state))
            || facts.Passes.Any(pass => SymbolEqualityComparer.Default.Equals(pass.Root, state)
                && reach.Changes(pass.Callee, pass.Ordinal, cancellationToken));
    }

    /// <summary>What methods that run at the start of a worker set up, by themselves or by what they call.</summary>
    private HashSet<ISymbol> SetUp(CancellationToken cancellationToken)
    {
        // Made twice at worst; both are equal.
        if (Volatile.Read(ref setUp) is { } known)
        {
            return known;
        }

        var made = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var hook in compilation.SyntaxTrees.SelectMany(tree => TreeIndex.InitializersIn(tree, cancellationToken)))
        {
            if (SymbolOf(hook, cancellationToken) is { } method
                && SymbolNames.Attribute(method, KnownNames.WorkerInitializerAttribute) is not null)
            {
                foreach (var facts in reach.From(method, cancellationToken).Select(body => body.Facts))
                {
                    made.UnionWith(facts.Writes.Select(write => write.Root));
                    made.UnionWith(facts.Passes
                        .Where(pass => reach.Changes(pass.Callee, pass.Ordinal, cancellationToken))
                        .Select(pass => pass.Root));
                }
            }
        }

        Volatile.Write(ref setUp, made);
        return made;
    }

    /// <summary>Private state is changed in the files of its own type only.</summary>
    private IEnumerable<SyntaxTree> Files(ISymbol state)
    {
        var outermost = state.ContainingType;
        while (outermost.ContainingType is { } outer)
        {
            outermost = outer;
        }

        return state.DeclaredAccessibility is Accessibility.Private
            ? outermost.DeclaringSyntaxReferences.Select(reference => reference.SyntaxTree).Distinct()
            : compilation.SyntaxTrees;
    }

    private IMethodSymbol? SymbolOf(SyntaxNode declaration, CancellationToken cancellationToken)
    {
#pragma warning disable RS1030 // Asked only for files that mention state of a marked method; the compiler's driver keeps the model.
        var symbol = compilation.GetSemanticModel(declaration.SyntaxTree).GetDeclaredSymbol(declaration, cancellationToken);
#pragma warning restore RS1030
        return symbol switch
        {
            IMethodSymbol method => MarkedMethods.Definition(method),
            IPropertySymbol property => property.GetMethod,
            INamedTypeSymbol type => type.InstanceConstructors.FirstOrDefault(each => ImplicitCalls.Initializers(each, cancellationToken).Any()),
            _ => null,
        };
    }

    private static bool IsInitialization(IMethodSymbol method) => method.MethodKind is MethodKind.StaticConstructor
        || SymbolNames.Attribute(method, "System.Runtime.CompilerServices.ModuleInitializerAttribute") is not null;

    private static ITypeSymbol? TypeOf(ISymbol state) => state switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        _ => null,
    };

    /// <summary>A value, text or function that is assigned once.</summary>
    private static bool CannotChange(ISymbol state) => TypeOf(state) is { IsValueType: true } and not { IsTupleType: true }
        or { SpecialType: SpecialType.System_String or SpecialType.System_Object } or { TypeKind: TypeKind.Delegate };

    /// <summary>Whether the member is the base library's.</summary>
    public static bool IsBaseLibrary(ISymbol state) => (state.ContainingAssembly?.Name ?? "") is var name
        && (name is "mscorlib" or "netstandard" || name.StartsWith("System.", StringComparison.Ordinal));

    /// <summary>Said once where the state is declared, that holds for all methods that use it.</summary>
    private static bool IsSilenced(ISymbol state) => state.GetAttributes().Any(attribute =>
        SymbolNames.Is(attribute.AttributeClass, "System.Diagnostics.CodeAnalysis.SuppressMessageAttribute")
        && attribute.ConstructorArguments.Length > 1
        && attribute.ConstructorArguments[1].Value is string id
        && id.StartsWith(RuleIds.StaticState, StringComparison.Ordinal));
}
