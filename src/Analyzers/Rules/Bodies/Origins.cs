using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>Traces what an expression yields back to who else holds it: a parameter, static state or <c>this</c>.</summary>
/// <remarks>Looks at the whole body at once, without its order: a local or parameter that is ever given something else counts as
/// the body's own.</remarks>
internal sealed class Origins
{
    private const int MaxRounds = 4;

    /// <summary>Calls that give out what they are given, or what lies in it.</summary>
    private static readonly ImmutableHashSet<string> PassingThrough =
    [
        "AsSpan", "AsMemory", "AsEnumerable", "Cast", "DefaultIfEmpty", "Distinct", "ElementAt", "ElementAtOrDefault", "Find", "First",
        "FirstOrDefault", "GetValueOrDefault", "Last", "LastOrDefault", "OfType", "Order", "OrderBy", "OrderByDescending", "Peek", "Single",
        "SingleOrDefault", "Skip", "SkipWhile", "Slice", "Take", "TakeWhile", "ThenBy", "Where",
    ];

    private readonly IMethodSymbol method;
    private readonly Dictionary<ILocalSymbol, ISymbol?> values = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ILocalSymbol, ISymbol?> places = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<IParameterSymbol, ISymbol?> items = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> reassigned = new(SymbolEqualityComparer.Default);

    /// <summary>Reads the assignments of a body.</summary>
    public Origins(IMethodSymbol method, ImmutableArray<IOperation> body)
    {
        this.method = method;
        foreach (var assignment in body.OfType<IAssignmentOperation>())
        {
            // What is reached from the caller's object, as by node = node.Next, is the caller's as well.
            if (assignment is not ICoalesceAssignmentOperation
                && assignment.Target is IParameterReferenceOperation { Parameter: var parameter }
                && !SymbolEqualityComparer.Default.Equals(OfValue(assignment.Value), parameter))
            {
                reassigned.Add(parameter);
            }
        }

        for (var round = 0; round < MaxRounds && body.Aggregate(false, (changed, each) => Follow(each) || changed); round++)
        {
        }
    }

    /// <summary>Whether the value holds what the reference in it names, rather than a number or text made of it.</summary>
    public static bool Carries(IOperation reference, IOperation value)
    {
        for (var each = reference; each is not null; each = each.Parent)
        {
            if (each.Type is { SpecialType: >= SpecialType.System_Boolean and <= SpecialType.System_String } or { TypeKind: TypeKind.Enum })
            {
                return false;
            }

            if (each == value)
            {
                return true;
            }
        }

        return true;
    }

    /// <summary>The other holder of the object that the expression yields, or of one that it lies in; null for none known.</summary>
    public ISymbol? OfValue(IOperation? operation) => operation switch
    {
        IParameterReferenceOperation { Parameter: var parameter } => OfParameter(parameter),
        ILocalReferenceOperation { Local: var local } => values.TryGetValue(local, out var root) ? root : null,
        IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } =>
            method.ContainingType.OriginalDefinition,
        IMemberReferenceOperation { Instance: null, Member: var member } => StaticMembers.IsState(member) ? member.OriginalDefinition : null,
        IMemberReferenceOperation { Instance: { } instance } => Through(instance),
        IArrayElementReferenceOperation element => OfValue(element.ArrayReference),
        IImplicitIndexerReferenceOperation indexer => Through(indexer.Instance),
        IConversionOperation conversion => OfValue(conversion.Operand),
        IObjectCreationOperation creation when IsView(creation.Type) && creation.Arguments.Length > 0 =>
            OfValue(creation.Arguments[0].Value),
        ICoalesceOperation coalesce => OfValue(coalesce.Value),
        IConditionalAccessOperation access => OfValue(access.WhenNotNull),
        IConditionalAccessInstanceOperation inner => OfValue(Accessed(inner)),
        IInvocationOperation call when PassingThrough.Contains(call.TargetMethod.Name) =>
            call.Instance is { } instance ? Through(instance) : call.Arguments.Length > 0 ? OfValue(call.Arguments[0].Value) : null,
        _ => null,
    };

    /// <summary>The other code that sees a value stored in the place which the expression names; null for none known.</summary>
    public ISymbol? OfPlace(IOperation? operation) => operation switch
    {
        IMemberReferenceOperation { Instance: null, Member: var member } => StaticMembers.IsState(member) ? member.OriginalDefinition : null,
        IMemberReferenceOperation { Instance: { } instance } => OfPlaceIn(instance),
        IImplicitIndexerReferenceOperation indexer => OfPlaceIn(indexer.Instance),
        IArrayElementReferenceOperation element => OfValue(element.ArrayReference),
        IInstanceReferenceOperation { Type.IsValueType: true } => OfValue(operation),
        ILocalReferenceOperation { Local: var local } => places.TryGetValue(local, out var root) ? root : null,
        IParameterReferenceOperation { Parameter: var parameter } when IsHeldByInstance(parameter) => method.ContainingType.OriginalDefinition,
        IConversionOperation conversion => OfPlace(conversion.Operand),
        IConditionalAccessOperation access => OfPlace(access.WhenNotNull),
        _ => null,
    };

    /// <summary>The other code that sees what a method does to the object that it is called on; none sees a copy of a structure.</summary>
    public ISymbol? OfReceiver(IOperation? instance) => instance is null ? null : OfPlaceIn(instance);

    /// <summary>The object that a <c>?.</c> is asked of.</summary>
    public static IOperation? Accessed(IConditionalAccessInstanceOperation inner)
    {
        for (IOperation each = inner; each.Parent is { } parent; each = parent)
        {
            if (parent is IConditionalAccessOperation access && access.WhenNotNull == each)
            {
                return access.Operation;
            }
        }

        return null;
    }

    /// <summary>A field of a structure is part of the place that keeps the structure; no other code sees a copy of it.</summary>
    private ISymbol? OfPlaceIn(IOperation instance)
    {
        if (ChannelTypes.IsCarrier(instance.Type))
        {
            return null;
        }

        var isReference = instance.Type is { IsReferenceType: true } or ITypeParameterSymbol;
        return isReference || IsView(instance.Type) ? OfValue(instance) : OfPlace(instance);
    }

    private ISymbol? Through(IOperation instance) => ChannelTypes.IsCarrier(instance.Type) ? null : OfValue(instance);

    private ISymbol? OfParameter(IParameterSymbol parameter) =>
        items.TryGetValue(parameter, out var root) ? root
        : IsInstanceState(parameter) ? method.ContainingType.OriginalDefinition
        : IsOwn(parameter) ? null
        : parameter;

    /// <summary>What a primary constructor's parameter holds belongs to the instance; an extension block's parameter is the instance.</summary>
    private bool IsInstanceState(IParameterSymbol parameter) => !ChannelTypes.IsCarrier(parameter.Type)
        && (IsHeldByInstance(parameter) || SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, method.ContainingType));

    private bool IsHeldByInstance(IParameterSymbol parameter) =>
        parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor
        && !SymbolEqualityComparer.Default.Equals(constructor, method)
        && SymbolEqualityComparer.Default.Equals(constructor.ContainingType, method.ContainingType);

    private bool IsOwn(IParameterSymbol parameter) =>
        reassigned.Contains(parameter)
        || !SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, method)
        || ChannelTypes.IsCarrier(parameter.Type);

    private static bool IsView(ITypeSymbol? type) => SymbolNames.Is(type, "System.Span`1") || SymbolNames.Is(type, "System.Memory`1");

    private bool Follow(IOperation operation) => operation switch
    {
        IVariableDeclaratorOperation { Symbol: var local } declarator when declarator.GetVariableInitializer() is { } initializer =>
            Assign(local, initializer.Value),
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } } assignment =>
            local.IsRef == assignment.IsRef && Assign(local, assignment.Value),
        ICoalesceAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } } assignment =>
            Assign(local, assignment.Value),
        IForEachLoopOperation { LoopControlVariable: IVariableDeclaratorOperation { Symbol: var local } } loop =>
            Set(local.IsRef ? places : values, local, OfValue(loop.Collection)),
        IDeclarationPatternOperation { DeclaredSymbol: ILocalSymbol local } pattern => Assign(local, PatternUses.Tested(pattern)),
        IRecursivePatternOperation { DeclaredSymbol: ILocalSymbol local } pattern => Assign(local, PatternUses.Tested(pattern)),
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "TryGetValue" or "TryPeek", Instance: { } instance } } argument
            when Declared(argument) is { } local => Set(values, local, Through(instance)),
        IAnonymousFunctionOperation lambda when LambdaItems.Source(lambda) is { } source => SetItems(lambda, OfValue(source)),
        IDeconstructionAssignmentOperation { Target: var target } => target.DescendantsAndSelf().OfType<ILocalReferenceOperation>()
            .Aggregate(false, (changed, each) => Set(values, each.Local, null) || changed),
        _ => false,
    };

    private static ILocalSymbol? Declared(IArgumentOperation argument) => argument.Parameter?.RefKind is RefKind.Out
        ? (argument.Value is IDeclarationExpressionOperation declaration ? declaration.Expression : argument.Value) is ILocalReferenceOperation local
            ? local.Local
            : null
        : null;

    private bool SetItems(IAnonymousFunctionOperation lambda, ISymbol? root)
    {
        var changed = false;
        foreach (var parameter in lambda.Symbol.Parameters.Where(each => root is not null && each.Type.IsReferenceType && !items.ContainsKey(each)))
        {
            items.Add(parameter, root);
            changed = true;
        }

        return changed;
    }

    private bool Assign(ILocalSymbol local, IOperation? value)
    {
        if (value is null)
        {
            return false;
        }

        if (local.IsRef)
        {
            return Set(places, local, OfPlace(value));
        }

        // What is null now is filled in elsewhere.
        return !(value.ConstantValue is { HasValue: true, Value: null }) && Set(values, local, OfValue(value));
    }

    private static bool Set(Dictionary<ILocalSymbol, ISymbol?> map, ILocalSymbol local, ISymbol? root)
    {
        if (!map.TryGetValue(local, out var known))
        {
            // Not known yet is not the same as known to be the body's own: an alias of an alias may come first.
            map.Add(local, root);
            return true;
        }

        if (known is null || SymbolEqualityComparer.Default.Equals(known, root))
        {
            return false;
        }

        map[local] = null;
        return true;
    }
}
