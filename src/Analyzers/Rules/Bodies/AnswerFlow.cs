using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ProcessIsolate.Analyzers;

/// <summary>Whether a value that a body computes reaches its caller: in the result, in a variable of the caller's, or by way of a comparison
/// with what the caller gave.</summary>
/// <remarks>Follows a value outward through expressions and locals; what it does not know ends the way.</remarks>
internal static class AnswerFlow
{
    /// <summary>Calls that give out what is in the sequence they are given, or a sum of it.</summary>
    private static readonly ImmutableHashSet<string> Gathering =
        ["ToArray", "ToList", "ToImmutableArray", "ToImmutableList", "AsEnumerable", "Sum", "Min", "Max", "First", "Last", "Single", "ElementAt"];

    /// <summary>Whether what the operation yields becomes a part of what the method gives back.</summary>
    public static bool Leaves(IOperation value) => Leaves(value, new HashSet<ISymbol>(SymbolEqualityComparer.Default));

    private static bool Leaves(IOperation value, HashSet<ISymbol> seen)
    {
        for (var each = value; each.Parent is { } parent; each = parent)
        {
            switch (parent)
            {
                case IReturnOperation when FunctionAround(parent) is { } function:
                    return Results(function, seen).Any(result => Leaves(result, seen));
                case IReturnOperation:
                    return true;
                case IBinaryOperation { OperatorKind: >= BinaryOperatorKind.Equals and <= BinaryOperatorKind.GreaterThan } binary:
                    return IsCallers(binary.LeftOperand == each ? binary.RightOperand : binary.LeftOperand);
                case IConditionalOperation choice when choice.Condition == each:
                    return false;
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } }:
                    return LocalLeaves(local, each, seen);
                case IAssignmentOperation assignment when assignment.Value == each:
                    if (assignment.Target is not IMemberReferenceOperation { Instance: IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver } })
                    {
                        return TargetLeaves(assignment.Target, seen);
                    }

                    break;
                case IArgumentOperation { Parent: IInvocationOperation call }:
                    if (call.Instance is ILocalReferenceOperation { Local: var list } && Mutators.Changed(call).Contains(call.Instance))
                    {
                        return LocalLeaves(list, each, seen);
                    }

                    if (!IsComputation(call.TargetMethod))
                    {
                        return false;
                    }

                    break;
                case IPropertyReferenceOperation { Property.Name: "Count" or "Length" } when each is not IArgumentOperation:
                case IPropertyReferenceOperation { Instance: ILocalReferenceOperation } when each is IArgumentOperation:
                case IArrayElementReferenceOperation { ArrayReference: ILocalReferenceOperation table } when table != each:
                    // How many there are says nothing of them; a table of the body's own finds what was put there by the same value.
                    return false;
                case IInvocationOperation or IArgumentOperation or IConditionalAccessOperation:
                case IConversionOperation or IUnaryOperation or IBinaryOperation or IParenthesizedOperation or ITupleOperation or ICoalesceOperation:
                case IInterpolatedStringOperation or IInterpolationOperation or IConditionalOperation or ISwitchExpressionOperation or ISwitchExpressionArmOperation:
                case IArrayInitializerOperation or IArrayCreationOperation or ICollectionExpressionOperation or IObjectCreationOperation:
                case IObjectOrCollectionInitializerOperation or IArrayElementReferenceOperation or IPropertyReferenceOperation or IAwaitOperation:
                    break;
                default:
                    return false;
            }
        }

        return false;
    }

    private static bool LocalLeaves(ILocalSymbol local, IOperation anywhere, HashSet<ISymbol> seen) =>
        seen.Add(local) && Locals.References(anywhere, local).Any(each => Leaves(each, seen));

    private static bool TargetLeaves(IOperation target, HashSet<ISymbol> seen) => target switch
    {
        ILocalReferenceOperation { Local: var local } => LocalLeaves(local, target, seen),
        IParameterReferenceOperation { Parameter: { RefKind: RefKind.Ref or RefKind.Out } parameter } => IsOfMethod(parameter),
        IArrayElementReferenceOperation { ArrayReference: ILocalReferenceOperation { Local: var array } } => LocalLeaves(array, target, seen),
        IPropertyReferenceOperation { Property.IsIndexer: true, Instance: ILocalReferenceOperation { Local: var list } } => LocalLeaves(list, target, seen),
        _ => false,
    };

    /// <summary>Whether the other side of a comparison is the caller's own value.</summary>
    private static bool IsCallers(IOperation other)
    {
        var parts = other.DescendantsAndSelf().ToList();
        return parts.Any(each => each is IParameterReferenceOperation { Parameter: var parameter } && IsOfMethod(parameter)) && !parts.Any(each => each is IInvocationOperation { TargetMethod.Name: "GetHashCode" });
    }

    /// <summary>Not of a lambda or local function: what those are given is the body's.</summary>
    private static bool IsOfMethod(IParameterSymbol parameter) =>
        parameter.ContainingSymbol is not IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction };

    /// <summary>Whether the method's result is made of its arguments.</summary>
    private static bool IsComputation(IMethodSymbol method) => Gathering.Contains(method.Name) || (method.ContainingType is { ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } type
        && (type.Name is "Math" or "Convert" or "BitConverter" or "HashCode" or "Tuple" or "ValueTuple" || type.IsValueType || type.SpecialType is SpecialType.System_String));

    private static IOperation? FunctionAround(IOperation operation)
    {
        for (var each = operation.Parent; each is not null; each = each.Parent)
        {
            if (each is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return each;
            }
        }

        return null;
    }

    /// <summary>Where the rest of the body has what a lambda or local function gives back.</summary>
    private static IEnumerable<IOperation> Results(IOperation function, HashSet<ISymbol> seen) => function switch
    {
        IAnonymousFunctionOperation lambda => Projection(lambda) is { } call ? [call] : [],
        ILocalFunctionOperation { Symbol: var local } when seen.Add(local) => Locals.Root(function).Descendants().OfType<IInvocationOperation>()
            .Where(call => SymbolEqualityComparer.Default.Equals(call.TargetMethod, local)),
        _ => [],
    };

    /// <summary>The call that takes the lambda and gives back what the lambda does.</summary>
    private static IOperation? Projection(IAnonymousFunctionOperation lambda)
    {
        for (IOperation? each = lambda.Parent; each is IDelegateCreationOperation or IConversionOperation or IArgumentOperation; each = each.Parent)
        {
            if (each is IArgumentOperation)
            {
                return each.Parent is IInvocationOperation { TargetMethod.Name: "Select" or "SelectMany" or "ConvertAll" } call ? call : null;
            }
        }

        return null;
    }
}
