using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ProcessIsolate.Analyzers;

/// <summary>Looks for what becomes of a local variable in the body that declares it.</summary>
internal static class Locals
{
    /// <summary>The whole body around an operation.</summary>
    public static IOperation Root(IOperation operation)
    {
        while (operation.Parent is { } parent)
        {
            operation = parent;
        }

        return operation;
    }

    /// <summary>All mentions of the local after its declaration, in the order of the text.</summary>
    public static IEnumerable<ILocalReferenceOperation> References(IOperation anywhere, ILocalSymbol local) => Root(anywhere).Descendants()
        .OfType<ILocalReferenceOperation>().Where(each => SymbolEqualityComparer.Default.Equals(each.Local, local) && !IsDeclaration(each));

    private static bool IsDeclaration(ILocalReferenceOperation reference)
    {
        var parent = reference.Parent;
        while (parent is ITupleOperation)
        {
            parent = parent.Parent;
        }

        return reference.IsDeclaration || parent is IDeclarationExpressionOperation;
    }

    /// <summary>What the declaration of a local gives it.</summary>
    public static IOperation? InitialValue(ILocalReferenceOperation reference)
    {
        var declarator = Root(reference).Descendants().OfType<IVariableDeclaratorOperation>()
            .FirstOrDefault(each => SymbolEqualityComparer.Default.Equals(each.Symbol, reference.Local));
        var value = declarator?.GetVariableInitializer()?.Value;
        return value is IConversionOperation { IsImplicit: true } conversion ? conversion.Operand : value;
    }

    /// <summary>Whether the mention stands in a lambda or local function inside the body that declares the local.</summary>
    public static bool IsInFunction(IOperation operation, ILocalSymbol local)
    {
        for (var each = operation.Parent; each is not null; each = each.Parent)
        {
            var function = (each as IAnonymousFunctionOperation)?.Symbol ?? (each as ILocalFunctionOperation)?.Symbol;
            if (function is not null)
            {
                return !SymbolEqualityComparer.Default.Equals(function, local.ContainingSymbol);
            }
        }

        return false;
    }
}
