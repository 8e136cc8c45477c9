using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>Reports types that cross in an app without reflection and that no <c>JsonSerializerContext</c> can write.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ContextAnalyzer() : RuleAnalyzer(RuleScope.Marks, readsGeneratedCode: false, DiagnosticDescriptors.NoContext)
{
    private const string Advice = "add [JsonSerializable(typeof({0}))] to the one that [assembly: RunInProcessJsonContext(typeof(...))] names";

    /// <inheritdoc/>
    protected override void Register(CompilationStartAnalysisContext start, ProjectIndex index)
    {
        if (IsWithoutReflection(start.Options.AnalyzerConfigOptionsProvider.GlobalOptions)
            && JsonContexts.Of(start.Compilation.Assembly) is { IsComplete: true } contexts)
        {
            start.RegisterSymbolAction(symbol => AnalyzeMethod(symbol, index.Marked, contexts), SymbolKind.Method);
            start.RegisterOperationAction(operation => AnalyzeCall(operation, index.Marked, contexts), OperationKind.Invocation);
        }
    }

    /// <summary>Single-file publishing alone keeps reflection. A file that is run as a program announces an AOT publish that
    /// mostly never comes: there only publishing itself counts.</summary>
    private static bool IsWithoutReflection(AnalyzerConfigOptions options)
    {
        var isTrimmed = Is("PublishAot") || Is("PublishTrimmed") || Is("IsTrimmable") || Is("IsAotCompatible");
        return isTrimmed && !Is("JsonSerializerIsReflectionEnabledByDefault") && (!Is("FileBasedProgram") || Is("_IsPublishing"));

        bool Is(string property) => options.TryGetValue("build_property." + property, out var value)
            && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);
    }

    private static void AnalyzeMethod(SymbolAnalysisContext context, MarkedMethods marked, JsonContexts contexts)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (!marked.MayBeMarked(method.Name) || Marks.Of(method) is null || !marked.Qualifies(method)
            || method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(context.CancellationToken) is not MethodDeclarationSyntax declaration)
        {
            return;
        }

        foreach (var (type, parameter) in Crossing(method))
        {
            if (IsMissing(type, contexts))
            {
                var violation = new Violation(RuleIds.NoContext, "", "", parameter, IsResult: parameter is null);
                context.ReportDiagnostic(Create(MarkPlaces.Of(declaration, violation), type));
            }
        }
    }

    /// <summary>For a method of elsewhere the contract is made here, where it is called, with the contexts of this assembly.</summary>
    private static void AnalyzeCall(OperationAnalysisContext context, MarkedMethods marked, JsonContexts contexts)
    {
        var called = ((IInvocationOperation)context.Operation).TargetMethod;
        if (!marked.MayBeMarked(called.Name))
        {
            return;
        }

        var method = MarkedMethods.Definition(called);
        var isDeclaredElsewhere = !SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, context.Compilation.Assembly);
        if (!isDeclaredElsewhere || marked.Find(method) is null || !marked.Qualifies(method))
        {
            return;
        }

        foreach (var (type, _) in Crossing(method).Where(each => IsMissing(each.Type, contexts)))
        {
            context.ReportDiagnostic(Create(context.Operation.Syntax.GetLocation(), type));
        }
    }

    private static ImmutableArray<(ITypeSymbol Type, IParameterSymbol? Parameter)> Crossing(IMethodSymbol method)
    {
        var crossing = ImmutableArray.CreateBuilder<(ITypeSymbol, IParameterSymbol?)>();
        if (MethodRules.ResultOf(method) is { } result)
        {
            crossing.AddRange(Written(result).Select(type => (type, (IParameterSymbol?)null)));
        }

        crossing.AddRange(method.Parameters.Where(parameter => !SymbolNames.Is(parameter.Type, KnownNames.CancellationToken))
            .SelectMany(parameter => Written(parameter.Type).Select(type => (type, (IParameterSymbol?)parameter))));
        return crossing.ToImmutable();
    }

    /// <summary>A channel or lock needs no context; the items of a channel do, unless they travel as they lie in memory.</summary>
    private static IEnumerable<ITypeSymbol> Written(ITypeSymbol type)
    {
        if (type is not INamedTypeSymbol named || !CrossingTypes.Shared.Contains(SymbolNames.Metadata(named)))
        {
            return [type];
        }

        return named.TypeArguments
            .Where(item => item is not ({ IsUnmanagedType: true } or { SpecialType: SpecialType.System_String }
                or IArrayTypeSymbol { IsSZArray: true, ElementType.SpecialType: SpecialType.System_Byte }))
            .SelectMany(Written);
    }

    private static bool IsMissing(ITypeSymbol type, JsonContexts contexts) => ValueParser.Create(type).Reader is null && !contexts.Has(type);

    private static Diagnostic Create(Location location, ITypeSymbol type)
    {
        var name = type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString(SymbolNames.Short);
        return Diagnostic.Create(
            DiagnosticDescriptors.NoContext,
            location,
            ImmutableDictionary<string, string?>.Empty.Add(JsonContexts.TypeProperty, type.ToDisplayString(SymbolNames.PlainCode)),
            name,
            string.Format(System.Globalization.CultureInfo.InvariantCulture, Advice, name));
    }
}
