using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>Reports types of libraries that cross in a program compiled ahead of time and whose fields the build cannot see.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class KeptTypeAnalyzer() : RuleAnalyzer(RuleScope.Marks, readsGeneratedCode: false, DiagnosticDescriptors.NotKept)
{
    /// <inheritdoc/>
    protected override void Register(CompilationStartAnalysisContext start, ProjectIndex index)
    {
        if (IsAhead(start.Options.AnalyzerConfigOptionsProvider.GlobalOptions))
        {
            start.RegisterSymbolAction(symbol => AnalyzeMethod(symbol, index.Marked), SymbolKind.Method);
            start.RegisterOperationAction(operation => AnalyzeCall(operation, index.Marked), OperationKind.Invocation);
        }
    }

    /// <summary>A file that is run as a program announces a publish that mostly never comes: there only publishing itself counts.</summary>
    private static bool IsAhead(AnalyzerConfigOptions options)
    {
        return (Is("PublishAot") || Is("IsAotCompatible")) && (!Is("FileBasedProgram") || Is("_IsPublishing"));

        bool Is(string property) => options.TryGetValue("build_property." + property, out var value)
            && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);
    }

    private static void AnalyzeMethod(SymbolAnalysisContext context, MarkedMethods marked)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (!marked.MayBeMarked(method.Name) || Marks.Of(method) is null || !marked.Qualifies(method)
            || method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(context.CancellationToken) is not MethodDeclarationSyntax declaration)
        {
            return;
        }

        foreach (var parameter in method.Parameters.Cast<IParameterSymbol?>().Prepend(null))
        {
            if (FindClosed(parameter?.Type ?? method.ReturnType, context.Compilation) is { } closed)
            {
                var place = new Violation(RuleIds.NotKept, "", "", parameter, IsResult: parameter is null);
                context.ReportDiagnostic(Create(MarkPlaces.Of(declaration, place), closed));
            }
        }
    }

    /// <summary>For a method of elsewhere the contract is made here, where it is called.</summary>
    private static void AnalyzeCall(OperationAnalysisContext context, MarkedMethods marked)
    {
        var called = ((IInvocationOperation)context.Operation).TargetMethod;
        if (!marked.MayBeMarked(called.Name))
        {
            return;
        }

        var method = MarkedMethods.Definition(called);
        if (SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, context.Compilation.Assembly)
            || marked.Find(method) is null || !marked.Qualifies(method))
        {
            return;
        }

        foreach (var closed in method.Parameters.Select(parameter => parameter.Type).Prepend(method.ReturnType)
            .Select(type => FindClosed(type, context.Compilation)).OfType<INamedTypeSymbol>().Distinct(SymbolEqualityComparer.Default))
        {
            context.ReportDiagnostic(Create(context.Operation.Syntax.GetLocation(), (INamedTypeSymbol)closed!));
        }
    }

    private static INamedTypeSymbol? FindClosed(ITypeSymbol type, Compilation compilation)
    {
        var seen = new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default);
        var libraries = new LibraryShapes(compilation);
        return Reach(type, seen).FirstOrDefault(libraries.IsClosed);
    }

    private static IEnumerable<INamedTypeSymbol> Reach(ITypeSymbol type, HashSet<ITypeSymbol> seen)
    {
        if (type is IArrayTypeSymbol array)
        {
            return Reach(array.ElementType, seen);
        }

        if (type is not INamedTypeSymbol named || !seen.Add(named))
        {
            return [];
        }

        var inner = named.TypeArguments.AsEnumerable();
        if (!CopiedTypes.IsOfBaseLibrary(named.ContainingAssembly?.Name ?? "") && named.ContainingAssembly?.Name != KnownNames.RuntimeAssembly)
        {
            inner = inner.Concat(named.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsStatic).Select(field => field.Type))
                .Concat(named.BaseType is { } based ? [based] : []);
        }

        return inner.SelectMany(each => Reach(each, seen)).Prepend(named);
    }

    private static Diagnostic Create(Location location, INamedTypeSymbol type) => DiagnosticDescriptors.Create(
        location,
        new Violation(
            RuleIds.NotKept,
            type.ToDisplayString(SymbolNames.Short),
            $"the compiler does not see its private fields; reference ProcessIsolate in the project of '{type.ContainingAssembly.Name}'"));
}
