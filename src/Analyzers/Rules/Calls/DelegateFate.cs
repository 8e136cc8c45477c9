using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ProcessIsolate.Analyzers;

/// <summary>What becomes of a delegate of a marked method.</summary>
internal enum DelegateFate
{
    /// <summary>It goes to a pool or process of the library, is compared, removed from an event or dropped: it is not called here.</summary>
    Harmless,

    /// <summary>It may be called, and a lambda in its place would do.</summary>
    Called,

    /// <summary>It may be called, but the very method is needed, too: for a pool, to be removed from an event, as an address.</summary>
    CalledByIdentity,
}

/// <summary>Follows a delegate from where it is made, through variables and parameters of this compilation.</summary>
internal static class DelegateFates
{
    /// <summary>Follows the delegate.</summary>
    public static DelegateFate Of(IMethodReferenceOperation reference, CallSymbols symbols, CancellationToken cancellationToken)
    {
        IOperation value = reference;
        while (IsPassedOn(value))
        {
            value = value.Parent!;
        }

        return value.Parent switch
        {
            IArgumentOperation argument => OfArgument(argument, symbols, cancellationToken),
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } => OfSymbol(local, cancellationToken),
            IFieldInitializerOperation { InitializedFields: [var field, ..] } => OfSymbol(field, cancellationToken),
            IPropertyInitializerOperation { InitializedProperties: [var property, ..] } => OfSymbol(property, cancellationToken),
            ISimpleAssignmentOperation assignment => OfTarget(assignment.Target, cancellationToken),
            IEventAssignmentOperation assignment => OfEvent(assignment.Adds, reference),
            ICompoundAssignmentOperation assignment => OfEvent(assignment.OperatorKind is BinaryOperatorKind.Add, reference),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } => DelegateFate.Harmless,
            IPropertyReferenceOperation { Property.ContainingType.SpecialType: SpecialType.System_Delegate } => DelegateFate.Harmless,
            IAddressOfOperation => DelegateFate.CalledByIdentity,
            _ when reference.Syntax.Parent.IsKind(SyntaxKind.AddressOfExpression) => DelegateFate.CalledByIdentity,
            _ => DelegateFate.Called,
        };
    }

    private static bool IsPassedOn(IOperation value) => value.Parent switch
    {
        IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation or ICoalesceOperation or ISwitchExpressionOperation => true,
        IConditionalOperation conditional => conditional.Condition != value,
        ISwitchExpressionArmOperation arm => arm.Value == value,
        _ => false,
    };

    private static DelegateFate OfArgument(IArgumentOperation argument, CallSymbols symbols, CancellationToken cancellationToken) => argument switch
    {
        { Parent: IInvocationOperation { TargetMethod: var target } } when symbols.FunctionOf(target) is >= 0 and var function && argument.Parameter?.Ordinal == function =>
            DelegateFate.Harmless,
        { Parameter: { } parameter } => OfSymbol(parameter, cancellationToken),
        _ => DelegateFate.Called,
    };

    private static DelegateFate OfTarget(IOperation target, CancellationToken cancellationToken) => target switch
    {
        ILocalReferenceOperation local => OfSymbol(local.Local, cancellationToken),
        IParameterReferenceOperation parameter => OfSymbol(parameter.Parameter, cancellationToken),
        IFieldReferenceOperation field => OfSymbol(field.Field, cancellationToken),
        IPropertyReferenceOperation property => OfSymbol(property.Property, cancellationToken),
        IDiscardOperation => DelegateFate.Harmless,
        _ => DelegateFate.Called,
    };

    /// <summary>A handler is removed by the method it was made of, which a lambda is not.</summary>
    private static DelegateFate OfEvent(bool adds, IMethodReferenceOperation reference)
    {
        if (!adds)
        {
            return DelegateFate.Harmless;
        }

        var isRemoved = reference.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type || type.DescendantNodes()
            .OfType<AssignmentExpressionSyntax>()
            .Any(each => each.IsKind(SyntaxKind.SubtractAssignmentExpression)
                && each.Right.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == reference.Method.Name));
        return isRemoved ? DelegateFate.CalledByIdentity : DelegateFate.Called;
    }

    private static DelegateFate OfSymbol(ISymbol symbol, CancellationToken cancellationToken)
    {
        var uses = VariableUses.Of(symbol, cancellationToken);
        return (uses.AsEntrance, uses.Others) switch
        {
            (0, _) => DelegateFate.Called,
            (_, 0) => DelegateFate.Harmless,
            _ => DelegateFate.CalledByIdentity,
        };
    }
}
