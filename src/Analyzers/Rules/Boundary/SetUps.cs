using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>Recognises what is made when it is first wanted: each process makes its own, so that nothing is missing in any.</summary>
internal static class SetUps
{
    /// <summary>Whether the assignment gives a value only where there was none.</summary>
    public static bool IsSetUp(IAssignmentOperation assignment) => assignment switch
    {
        ICoalesceAssignmentOperation => true,
        ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Member: var member } } simple => IsGuarded(simple, member),
        _ => false,
    };

    /// <summary>Whether the call that takes the place by reference gives it a value only where there was none.</summary>
    public static bool IsSetUp(IArgumentOperation argument) => argument.Parent is IInvocationOperation { TargetMethod: var target } call
        && (SymbolNames.Is(target.ContainingType, "System.Threading.LazyInitializer")
            || (target.Name == "CompareExchange" && call.Arguments.Length == 3 && IsNull(call.Arguments[2].Value)));

    private static bool IsGuarded(ISimpleAssignmentOperation assignment, ISymbol member)
    {
        var isFlag = assignment.Value.ConstantValue is { HasValue: true, Value: true };
        for (IOperation? each = assignment; each is not null; each = each.Parent)
        {
            if (each.Parent is IConditionalOperation conditional && conditional.WhenTrue == each
                && conditional.Condition.DescendantsAndSelf().Any(test => isFlag ? IsNot(test, member) : IsNullTest(test, member)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNullTest(IOperation test, ISymbol member) => test switch
    {
        IIsPatternOperation { Pattern: IConstantPatternOperation { Value: var constant } } pattern =>
            IsNull(constant) && IsMember(pattern.Value, member),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } binary =>
            (IsNull(binary.RightOperand) && IsMember(binary.LeftOperand, member))
            || (IsNull(binary.LeftOperand) && IsMember(binary.RightOperand, member)),
        _ => false,
    };

    private static bool IsNot(IOperation test, ISymbol member) =>
        test is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not && IsMember(not.Operand, member);

    private static bool IsNull(IOperation operation) => operation.ConstantValue is { HasValue: true, Value: null };

    private static bool IsMember(IOperation operation, ISymbol member) => operation switch
    {
        IConversionOperation conversion => IsMember(conversion.Operand, member),
        IMemberReferenceOperation reference => SymbolEqualityComparer.Default.Equals(reference.Member, member),
        _ => false,
    };
}
