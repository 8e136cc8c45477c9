using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ProcessIsolate.Analyzers;

/// <summary>A test of whether state was made already.</summary>
/// <param name="Member">The field or property that is asked.</param>
/// <param name="IsFlag">Whether it is a flag that says so, rather than null.</param>
internal sealed record StateTest(ISymbol Member, bool IsFlag);

/// <summary>Reads tests of state for null, for emptiness or for a flag, directly or by way of a local that holds what was read.</summary>
internal static class StateTests
{
    /// <summary>The test in a condition that holds when the state is not there yet.</summary>
    public static StateTest? FindMissing(IOperation condition) =>
        condition.DescendantsAndSelf().Select(Missing).FirstOrDefault(each => each is not null);

    /// <summary>The test in a condition that holds when the state is there.</summary>
    public static StateTest? FindPresent(IOperation condition) =>
        condition.DescendantsAndSelf().Select(Present).FirstOrDefault(each => each is not null);

    /// <summary>Whether the constant null.</summary>
    public static bool IsNull(IOperation operation) => operation.ConstantValue is { HasValue: true, Value: null };

    /// <summary>Whether the expression names the member.</summary>
    public static bool IsMember(IOperation operation, ISymbol member) =>
        Member(operation) is { } named && SymbolEqualityComparer.Default.Equals(named, member);

    /// <summary>The member that an expression names, or that was read into the local which it names.</summary>
    public static ISymbol? Member(IOperation? operation) => Unconverted(operation) switch
    {
        IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol } reference => reference.Member,
        ILocalReferenceOperation local when !local.IsDeclaration => OfLocal(local),
        ISimpleAssignmentOperation assignment => Member(assignment.Value),
        _ => null,
    };

    /// <summary>What is converted.</summary>
    public static IOperation? Unconverted(IOperation? operation) =>
        operation is IConversionOperation conversion ? Unconverted(conversion.Operand) : operation;

    private static ISymbol? OfLocal(ILocalReferenceOperation local)
    {
        if (Unconverted(Locals.InitialValue(local)) is IMemberReferenceOperation read)
        {
            return read.Member;
        }

        return Locals.Root(local).Descendants().OfType<ISimpleAssignmentOperation>()
            .Where(each => each.Target is ILocalReferenceOperation target && SymbolEqualityComparer.Default.Equals(target.Local, local.Local))
            .Select(each => Unconverted(each.Value) is IMemberReferenceOperation read ? read.Member : null)
            .FirstOrDefault(member => member is not null);
    }

    private static StateTest? Missing(IOperation test) => test switch
    {
        IIsPatternOperation { Pattern: IConstantPatternOperation { Value: var constant }, Value: var value } when IsNull(constant) => Null(value),
        IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IRecursivePatternOperation or ITypePatternOperation }, Value: var value } =>
            Null(value),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } binary => OfComparison(binary),
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var operand } => HasValue(operand) ?? Flag(operand),
        IInvocationOperation { TargetMethod: { Name: "IsNullOrEmpty" or "IsNullOrWhiteSpace" }, Arguments: [{ Value: var text }] } => Null(text),
        IPropertyReferenceOperation { Property.Name: "IsDefault" or "IsDefaultOrEmpty", Instance: { } table } => Null(table),
        _ => null,
    };

    private static StateTest? Present(IOperation test) => test switch
    {
        IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation { Value: var constant } }, Value: var value }
            when IsNull(constant) => Null(value),
        IIsPatternOperation { Pattern: IRecursivePatternOperation or IDeclarationPatternOperation, Value: var value } => Null(value),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals or BinaryOperatorKind.GreaterThan } binary => OfComparison(binary),
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: IInvocationOperation { TargetMethod.Name: "IsNullOrEmpty" } call } => Missing(call),
        IMemberReferenceOperation when test.Parent is not IUnaryOperation => HasValue(test) ?? Flag(test),
        _ => null,
    };

    private static StateTest? OfComparison(IBinaryOperation binary) =>
        IsNull(binary.RightOperand) ? Null(binary.LeftOperand)
        : IsNull(binary.LeftOperand) ? Null(binary.RightOperand)
        : binary.RightOperand.ConstantValue is { HasValue: true, Value: 0 } ? Length(binary.LeftOperand)
        : null;

    private static StateTest? Null(IOperation value) => Member(value) is { } member ? new StateTest(member, IsFlag: false) : null;

    private static StateTest? Length(IOperation value) =>
        value is IPropertyReferenceOperation { Property.Name: "Count" or "Length", Instance: { } table } ? Null(table) : null;

    private static StateTest? HasValue(IOperation value) =>
        value is IPropertyReferenceOperation { Property.Name: "HasValue", Instance: { } nullable } ? Null(nullable) : null;

    private static StateTest? Flag(IOperation value) =>
        value.Type is { SpecialType: SpecialType.System_Boolean } && value is IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol } flag
            ? new StateTest(flag.Member, IsFlag: true)
            : null;
}
