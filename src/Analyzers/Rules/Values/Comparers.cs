using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>Finds collections that are made with a comparer: the copy in the other process would have the default one.</summary>
internal static class Comparers
{
    private static readonly ImmutableHashSet<string> Holders =
    [
        "System.Collections.Generic.HashSet`1", "System.Collections.Generic.SortedSet`1", "System.Collections.Generic.ISet`1",
        "System.Collections.Generic.Dictionary`2", "System.Collections.Generic.SortedDictionary`2", "System.Collections.Generic.SortedList`2",
        "System.Collections.Generic.IDictionary`2", "System.Collections.Generic.IReadOnlyDictionary`2",
        "System.Collections.Concurrent.ConcurrentDictionary`2",
        "System.Collections.Immutable.ImmutableHashSet`1", "System.Collections.Immutable.ImmutableSortedSet`1",
        "System.Collections.Immutable.ImmutableDictionary`2", "System.Collections.Immutable.ImmutableSortedDictionary`2",
    ];

    /// <summary>Whether values declared with the type may have a comparer that matters.</summary>
    public static bool MayHold(ITypeSymbol type) => type is INamedTypeSymbol named && Holders.Contains(SymbolNames.Metadata(named));

    /// <summary>The text of the comparer with which a value was made.</summary>
    public static string? Find(IOperation value, CancellationToken cancellationToken)
    {
        var made = Unwrap(value);
        if (made is ILocalReferenceOperation { Local: var local } && Declaration(local, made.SemanticModel, cancellationToken) is { } initial)
        {
            made = Unwrap(initial);
        }

        var arguments = made switch
        {
            IObjectCreationOperation creation => creation.Arguments,
            IInvocationOperation invocation => invocation.Arguments,
            _ => [],
        };
        return made?.Type is { } type && MayHold(type)
            ? arguments.Where(argument => IsComparer(argument.Parameter?.Type) && Matters(argument))
                .Select(argument => argument.Value.Syntax.ToString()).FirstOrDefault()
            : null;
    }

    private static bool IsComparer(ITypeSymbol? type) =>
        SymbolNames.Is(type, "System.Collections.Generic.IEqualityComparer`1") || SymbolNames.Is(type, "System.Collections.Generic.IComparer`1");

    /// <summary>Null and the default make no difference; texts are equal by default exactly when they are so by ordinal.</summary>
    private static bool Matters(IArgumentOperation argument) =>
        argument.ArgumentKind is not ArgumentKind.DefaultValue
        && Unwrap(argument.Value) is var comparer
        && comparer is not { ConstantValue: { HasValue: true, Value: null } } and not IDefaultValueOperation
        && !(comparer is IPropertyReferenceOperation { Property: { IsStatic: true, Name: "Default" } })
        && !(comparer is IPropertyReferenceOperation { Property: { Name: "Ordinal", ContainingType.Name: "StringComparer" } }
            && SymbolNames.Is(argument.Parameter?.Type, "System.Collections.Generic.IEqualityComparer`1"));

    private static IOperation? Unwrap(IOperation? value)
    {
        while (value is IConversionOperation or IParenthesizedOperation)
        {
            value = value is IConversionOperation conversion ? conversion.Operand : ((IParenthesizedOperation)value).Operand;
        }

        return value;
    }

    private static IOperation? Declaration(ILocalSymbol local, SemanticModel? model, CancellationToken cancellationToken)
    {
        var syntax = local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellationToken);
        return syntax is Microsoft.CodeAnalysis.CSharp.Syntax.VariableDeclaratorSyntax { Initializer.Value: { } value } && model?.SyntaxTree == syntax.SyntaxTree
            ? model.GetOperation(value, cancellationToken)
            : null;
    }
}
