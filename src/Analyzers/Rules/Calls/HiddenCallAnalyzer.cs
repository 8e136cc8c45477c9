using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>Reports calls of marked methods that the language or the runtime makes in a way that nothing intercepts.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class HiddenCallAnalyzer() : RuleAnalyzer(RuleScope.Marks, readsGeneratedCode: true, DiagnosticDescriptors.HiddenCall)
{
    // Members of a reflected method that tell something about it; all others may lead to a call.
    private static readonly ImmutableHashSet<string> Telling = ImmutableHashSet.Create(
        "Name", "Attributes", "DeclaringType", "ReturnType", "ReturnParameter", "GetParameters", "GetCustomAttribute", "GetCustomAttributes",
        "GetCustomAttributesData", "CustomAttributes", "IsDefined", "IsStatic", "IsPublic", "MetadataToken", "Module", "ToString");

    /// <inheritdoc/>
    protected override void Register(CompilationStartAnalysisContext start, ProjectIndex index)
    {
        if (index.Calls is not { } symbols)
        {
            return;
        }

        start.RegisterSyntaxNodeAction(node => AnalyzeCall(node, symbols), SyntaxKind.InvocationExpression);
        start.RegisterSyntaxNodeAction(node => AnalyzeMethod(node, symbols), SyntaxKind.MethodDeclaration);
        start.RegisterOperationAction(operation => AnalyzeExpression(operation, symbols), OperationKind.CollectionExpression);
        start.RegisterSyntaxNodeAction(node => AnalyzeLoop(node, symbols), SyntaxKind.ForEachStatement, SyntaxKind.ForEachVariableStatement);
        start.RegisterSyntaxNodeAction(node => AnalyzeAwait(node, symbols), SyntaxKind.AwaitExpression);
        start.RegisterSyntaxNodeAction(
            node => AnalyzeClause(node, symbols),
            SyntaxKind.SelectClause, SyntaxKind.WhereClause, SyntaxKind.FromClause, SyntaxKind.JoinClause, SyntaxKind.GroupClause);
        if (symbols.Marked.MayBeMarked("Add"))
        {
            start.RegisterSyntaxNodeAction(node => AnalyzeInitializer(node, symbols), SyntaxKind.CollectionInitializerExpression);
        }
    }

    private static void AnalyzeCall(SyntaxNodeAnalysisContext context, CallSymbols symbols)
    {
        var call = (InvocationExpressionSyntax)context.Node;
        if (CallSymbols.NameOf(call) is not { } name || CallSymbols.IsGenerated(context.ContainingSymbol))
        {
            return;
        }

        if (name is "GetMethod" or "GetRuntimeMethod" or "GetDeclaredMethod" or "InvokeMember" or "CreateDelegate")
        {
            AnalyzeReflection(context, call, symbols);
        }
        else if (symbols.Marked.MayBeMarked(name) && !symbols.IsOutside(context.ContainingSymbol))
        {
            if (context.SemanticModel.GetOperation(call, context.CancellationToken) is IDynamicInvocationOperation)
            {
                if (context.SemanticModel.GetMemberGroup(call.Expression, context.CancellationToken).OfType<IMethodSymbol>().Any(symbols.IsIsolated))
                {
                    Report(context, call.GetLocation(), name, "an argument is dynamic, so the method is chosen only when the call runs; cast it");
                }
            }
            else if (context.SemanticModel.GetSymbolInfo(call, context.CancellationToken).Symbol is IMethodSymbol called
                && symbols.IsIsolated(called)
                && ExpressionTrees.Contain(call, context.SemanticModel, context.CancellationToken))
            {
                Report(context, call.GetLocation(), name, "an expression tree describes the call, it does not make it; compute the value before");
            }
        }
    }

    private static void AnalyzeReflection(SyntaxNodeAnalysisContext context, InvocationExpressionSyntax call, CallSymbols symbols)
    {
        foreach (var argument in call.ArgumentList.Arguments)
        {
            if (argument.Expression is LiteralExpressionSyntax or InvocationExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax
                && context.SemanticModel.GetConstantValue(argument.Expression, context.CancellationToken).Value is string name
                && symbols.Marked.MayBeMarked(name)
                && FindReflected(context, call).Any(type => type.GetMembers(name).OfType<IMethodSymbol>().Any(symbols.IsIsolated))
                && context.SemanticModel.GetSymbolInfo(call, context.CancellationToken).Symbol is IMethodSymbol reflection
                && reflection.ContainingNamespace?.ToDisplayString() is "System" or "System.Reflection"
                && !OnlyTells(call))
            {
                Report(context, call.GetLocation(), name, "a call by reflection cannot be intercepted; call it by name, or give it to a pool");
                return;
            }
        }
    }

    /// <summary>The types in <c>typeof(T)</c>, before the dot or among the arguments.</summary>
    private static IEnumerable<ITypeSymbol> FindReflected(SyntaxNodeAnalysisContext context, InvocationExpressionSyntax call) =>
        call.ArgumentList.Arguments.Select(argument => argument.Expression)
            .Prepend((call.Expression as MemberAccessExpressionSyntax)?.Expression)
            .OfType<TypeOfExpressionSyntax>()
            .Select(each => context.SemanticModel.GetTypeInfo(each.Type, context.CancellationToken).Type)
            .OfType<ITypeSymbol>();

    private static bool OnlyTells(ExpressionSyntax reflected) => reflected.Parent switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } => Telling.Contains(name),
        ConditionalAccessExpressionSyntax { WhenNotNull: var rest } => rest.DescendantNodesAndSelf().OfType<MemberBindingExpressionSyntax>()
            .Any(binding => Telling.Contains(binding.Name.Identifier.ValueText)),
        PostfixUnaryExpressionSyntax or ParenthesizedExpressionSyntax => OnlyTells((ExpressionSyntax)reflected.Parent),
        BinaryExpressionSyntax or IsPatternExpressionSyntax => true,
        _ => false,
    };

    private static void AnalyzeInitializer(SyntaxNodeAnalysisContext context, CallSymbols symbols)
    {
        foreach (var element in ((InitializerExpressionSyntax)context.Node).Expressions)
        {
            if (context.SemanticModel.GetCollectionInitializerSymbolInfo(element, context.CancellationToken).Symbol is IMethodSymbol add
                && symbols.IsIsolated(add))
            {
                Report(context, element.GetLocation(), add.Name, "a collection initializer makes calls that cannot be intercepted; call it by name");
            }
        }
    }

    /// <summary>A collection expression calls the type's builder, or an extension method <c>Add</c> for each element.</summary>
    private static void AnalyzeExpression(OperationAnalysisContext context, CallSymbols symbols)
    {
        var expression = (ICollectionExpressionOperation)context.Operation;
        var called = expression.ConstructMethod is { MethodKind: MethodKind.Ordinary } builder ? builder
            : expression is { ConstructMethod: not null, SemanticModel: { } model, Type: { } type } && symbols.Marked.MayBeMarked("Add")
                ? model.LookupSymbols(expression.Syntax.SpanStart, type, "Add", includeReducedExtensionMethods: true)
                    .OfType<IMethodSymbol>().FirstOrDefault(symbols.IsIsolated)
            : null;
        if (called is not null && symbols.IsIsolated(called))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                DiagnosticDescriptors.HiddenCall,
                expression.Syntax.GetLocation(),
                called.Name,
                "a collection expression makes calls that cannot be intercepted; call it by name"));
        }
    }

    private static void AnalyzeLoop(SyntaxNodeAnalysisContext context, CallSymbols symbols)
    {
        var loop = (CommonForEachStatementSyntax)context.Node;
        if (context.SemanticModel.GetForEachStatementInfo(loop).GetEnumeratorMethod is { } method && symbols.IsIsolated(method))
        {
            Report(context, loop.Expression.GetLocation(), method.Name, "a loop makes a call that cannot be intercepted; call it by name");
        }
    }

    private static void AnalyzeAwait(SyntaxNodeAnalysisContext context, CallSymbols symbols)
    {
        var wait = (AwaitExpressionSyntax)context.Node;
        if (context.SemanticModel.GetAwaitExpressionInfo(wait).GetAwaiterMethod is { } method && symbols.IsIsolated(method))
        {
            Report(context, wait.GetLocation(), method.Name, "'await' makes a call that cannot be intercepted; call it by name");
        }
    }

    /// <summary>A query calls <c>Select</c>, <c>Where</c> and so on, which may be methods of the user's.</summary>
    private static void AnalyzeClause(SyntaxNodeAnalysisContext context, CallSymbols symbols)
    {
        var called = context.Node is QueryClauseSyntax clause
            ? context.SemanticModel.GetQueryClauseInfo(clause, context.CancellationToken).OperationInfo.Symbol
            : context.SemanticModel.GetSymbolInfo(context.Node, context.CancellationToken).Symbol;
        if (called is IMethodSymbol method && symbols.IsIsolated(method))
        {
            Report(context, context.Node.GetLocation(), method.Name, "a query makes a call that cannot be intercepted; call it by name");
        }
    }

    /// <summary>Methods that the runtime itself calls.</summary>
    private static void AnalyzeMethod(SyntaxNodeAnalysisContext context, CallSymbols symbols)
    {
        var declaration = (MethodDeclarationSyntax)context.Node;
        if (!symbols.Marked.MayBeMarked(declaration.Identifier.ValueText)
            || context.SemanticModel.GetDeclaredSymbol(declaration, context.CancellationToken) is not { } method
            || !symbols.IsIsolated(method))
        {
            return;
        }

        var caller = SymbolEqualityComparer.Default.Equals(method, context.Compilation.GetEntryPoint(context.CancellationToken)) ? "starts the program with it"
            : SymbolNames.Attribute(method, KnownNames.ModuleInitializerAttribute) is not null ? "calls it when the assembly is loaded"
            : ImplementsInterface(method) ? "calls it for a member of an interface"
            : null;
        if (caller is not null)
        {
            Report(context, declaration.Identifier.GetLocation(), method.Name, "the runtime " + caller + "; mark a method that it calls");
        }
    }

    /// <summary>Whether generic code reaches the method through a static member of an interface.</summary>
    private static bool ImplementsInterface(IMethodSymbol method) => !method.ExplicitInterfaceImplementations.IsEmpty
        || method.ContainingType.AllInterfaces.SelectMany(each => each.GetMembers(method.Name))
            .Any(member => member is { IsStatic: true, IsAbstract: true } or { IsStatic: true, IsVirtual: true }
                && SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method));

    private static void Report(SyntaxNodeAnalysisContext context, Location location, string name, string reason) =>
        context.ReportDiagnostic(Diagnostic.Create(DiagnosticDescriptors.HiddenCall, location, name, reason));
}
