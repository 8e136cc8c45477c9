using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ProcessIsolate.Analyzers;

/// <summary>Finds the methods that run although no call of them is written.</summary>
internal static class ImplicitCalls
{
    /// <summary>Methods that the operation itself, not what lies in it, calls.</summary>
    public static IEnumerable<IMethodSymbol> Of(IOperation operation) => operation switch
    {
        IBinaryOperation { OperatorMethod: { } target } => [target],
        IUnaryOperation { OperatorMethod: { } target } => [target],
        IConversionOperation { OperatorMethod: { } target } => [target],
        ICompoundAssignmentOperation { OperatorMethod: { } target } => [target],
        IIncrementOrDecrementOperation { OperatorMethod: { } target } => [target],
        ICollectionExpressionOperation { ConstructMethod: { } target } => [target],
        IImplicitIndexerReferenceOperation { IndexerSymbol: var symbol } => Called(symbol is IPropertySymbol property ? property.GetMethod : symbol),
        IEventAssignmentOperation { EventReference: IEventReferenceOperation { Event: var each } } assignment =>
            Called(assignment.Adds ? each.AddMethod : each.RemoveMethod),
        IForEachLoopOperation { Syntax: CommonForEachStatementSyntax loop, SemanticModel: { } model } => OfLoop(model.GetForEachStatementInfo(loop)),
        IAwaitOperation { Syntax: AwaitExpressionSyntax awaited, SemanticModel: { } model } =>
            Called(model.GetAwaitExpressionInfo(awaited).GetAwaiterMethod),
        IDeconstructionAssignmentOperation { Syntax: AssignmentExpressionSyntax assignment, SemanticModel: { } model } =>
            Called(model.GetDeconstructionInfo(assignment).Method),
        IUsingDeclarationOperation { DeclarationGroup: var group } => OfResources(group),
        IUsingOperation { Resources: var resources } => OfResources(resources),
        _ => [],
    };

    /// <summary>Where to report them: of a loop or a scope only what it is over.</summary>
    public static SyntaxNode PlaceOf(IOperation operation) => operation switch
    {
        IForEachLoopOperation loop => loop.Collection.Syntax,
        IUsingOperation scope => scope.Resources.Syntax,
        _ => operation.Syntax,
    };

    /// <summary>What else runs when an object is made: the initializers of its fields.</summary>
    public static IEnumerable<SyntaxNode> Initializers(IMethodSymbol method, CancellationToken cancellationToken)
    {
        var chains = method.DeclaringSyntaxReferences.Any(reference =>
            reference.GetSyntax(cancellationToken) is ConstructorDeclarationSyntax { Initializer.RawKind: (int)SyntaxKind.ThisConstructorInitializer });
        if (method.MethodKind is not MethodKind.Constructor || chains)
        {
            yield break;
        }

        foreach (var reference in method.ContainingType.GetMembers()
            .Where(member => member is { IsStatic: false, IsImplicitlyDeclared: false } and (IFieldSymbol or IPropertySymbol))
            .SelectMany(member => member.DeclaringSyntaxReferences))
        {
            var initializer = reference.GetSyntax(cancellationToken) switch
            {
                VariableDeclaratorSyntax field => field.Initializer,
                PropertyDeclarationSyntax property => property.Initializer,
                _ => null,
            };
            if (initializer is not null)
            {
                yield return initializer;
            }
        }
    }

    private static IEnumerable<IMethodSymbol> OfLoop(ForEachStatementInfo info) =>
        [.. Called(info.GetEnumeratorMethod), .. Called(info.MoveNextMethod), .. Called(info.CurrentProperty?.GetMethod)];

    private static IEnumerable<IMethodSymbol> OfResources(IOperation resources) => resources.DescendantsAndSelf()
        .Select(each => each is IVariableDeclaratorOperation declarator ? declarator.Symbol.Type : each == resources ? each.Type : null)
        .OfType<INamedTypeSymbol>()
        .SelectMany(type => type.GetMembers("Dispose").Concat(type.GetMembers("DisposeAsync")).OfType<IMethodSymbol>().Where(each => each.Parameters.IsEmpty));

    private static IEnumerable<IMethodSymbol> Called(ISymbol? method) => method is IMethodSymbol called ? [called] : [];
}
