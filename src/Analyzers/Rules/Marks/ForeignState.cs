using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>PISO301 for methods of other assemblies, whose bodies are not seen: what their type lets a program set.</summary>
internal static class ForeignState
{
    // Each is a line of its own; who sets the first ones knows.
    private const int Named = 3;

    /// <summary>The static fields and properties that code outside may set, and that no worker sets up. Of the base library's
    /// types, whose settings mostly concern the console and caches, those that this compilation sets.</summary>
    public static IEnumerable<Violation> Find(AssemblyMark mark, ProjectIndex index, CancellationToken cancellationToken)
    {
        if (SymbolEqualityComparer.Default.Equals(mark.Type.ContainingAssembly, index.Compilation.Assembly))
        {
            return [];
        }

        var method = mark.MethodName ?? mark.Methods(index.Compilation).First().Name;
        return mark.Type.GetMembers().Where(IsSettable).Select(state => Judge(state, method, index.States, cancellationToken)).OfType<Violation>().Take(Named);
    }

    private static Violation? Judge(ISymbol state, string method, StaticState states, CancellationToken cancellationToken)
    {
        if (states.IsSetUp(state.OriginalDefinition, cancellationToken))
        {
            return null;
        }

        var writer = states.FindWriter(state.OriginalDefinition, cancellationToken);
        return writer is null && StaticState.IsBaseLibrary(state) ? null : new Violation(
            RuleIds.StaticState,
            NamedMembers.NameOf(state),
            StaticStateRule.Unseen(method, writer) + "; set it in a method marked [WorkerInitializer] as well");
    }

    private static bool IsSettable(ISymbol member) => member is { IsStatic: true, DeclaredAccessibility: Accessibility.Public } && member switch
    {
        IFieldSymbol field => field is { IsReadOnly: false, IsConst: false },
        IPropertySymbol property => property.SetMethod is { DeclaredAccessibility: Accessibility.Public },
        _ => false,
    };
}
