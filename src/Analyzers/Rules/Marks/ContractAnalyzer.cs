using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>Reports marks that the generator cannot follow.</summary>
/// <remarks>Judges by <see cref="MethodRules"/>, which the generator compiles too. What is wrong with a call is
/// <see cref="CallAnalyzer"/>'s to say.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ContractAnalyzer() : RuleAnalyzer(
    RuleScope.Library,
    readsGeneratedCode: true,
    DiagnosticDescriptors.InterceptorsUnavailable, DiagnosticDescriptors.NotStaticMethod, DiagnosticDescriptors.Unreachable,
    DiagnosticDescriptors.CannotCross, DiagnosticDescriptors.ByReference, DiagnosticDescriptors.Generic,
    DiagnosticDescriptors.LazyResult, DiagnosticDescriptors.AsyncVoid, DiagnosticDescriptors.NothingMarked,
    DiagnosticDescriptors.WorkerHookShape, DiagnosticDescriptors.NotIntercepted, DiagnosticDescriptors.LeftOut,
    DiagnosticDescriptors.ArgumentWrite, DiagnosticDescriptors.StaticState)
{
    private const string MarkAMethod = "mark a static method of a type";

    /// <inheritdoc/>
    protected override void Register(CompilationStartAnalysisContext start, ProjectIndex index)
    {
        var hasAlias = MarkedNames.HasAlias(start.Compilation, start.CancellationToken);
        start.RegisterSyntaxNodeAction(node => AnalyzeAttribute(node, hasAlias, index), SyntaxKind.Attribute);
    }

    private static void AnalyzeAttribute(SyntaxNodeAnalysisContext context, bool hasAlias, ProjectIndex index)
    {
        var attribute = (AttributeSyntax)context.Node;
        if (!hasAlias && !KnownNames.IsOurAttribute(MarkedNames.Last(attribute.Name)))
        {
            return;
        }

        var type = context.SemanticModel.GetTypeInfo(attribute, context.CancellationToken).Type;
        if (SymbolNames.Is(type, KnownNames.MarkAttribute))
        {
            AnalyzeMark(context, attribute, index);
        }
        else if (SymbolNames.Is(type, KnownNames.WorkerInitializerAttribute) || SymbolNames.Is(type, KnownNames.WorkerShutdownAttribute))
        {
            AnalyzeWorkerHook(context, attribute);
        }
    }

    private static void AnalyzeMark(SyntaxNodeAnalysisContext context, AttributeSyntax attribute, ProjectIndex index)
    {
        switch (attribute.Parent?.Parent)
        {
            case CompilationUnitSyntax:
                AnalyzeAssemblyMark(context, attribute, index);
                break;
            case MethodDeclarationSyntax declaration
                when context.SemanticModel.GetDeclaredSymbol(declaration, context.CancellationToken) is { } method:
                AnalyzeMethod(context, attribute, declaration, ExtensionMembers.Implementation(method.PartialDefinitionPart ?? method));
                break;
            case BaseMethodDeclarationSyntax { RawKind: (int)SyntaxKind.OperatorDeclaration or (int)SyntaxKind.ConversionOperatorDeclaration } user:
                Report(context, MarkPlaces.Of(user), new Violation(RuleIds.NotStaticMethod, MarkPlaces.NameOf(user), MethodRules.NoOperator));
                break;
            case AccessorDeclarationSyntax or EventFieldDeclarationSyntax:
                Report(context, MarkPlaces.Of(attribute.Parent.Parent), new Violation(
                    RuleIds.NotStaticMethod, MarkPlaces.NameOf(attribute.Parent.Parent), MethodRules.NoAccessor));
                break;
            case { } owner:
                Report(context, MarkPlaces.Of(owner), new Violation(RuleIds.NotStaticMethod, MarkPlaces.NameOf(owner), MarkAMethod));
                break;
        }
    }

    private static void AnalyzeMethod(
        SyntaxNodeAnalysisContext context, AttributeSyntax attribute, MethodDeclarationSyntax declaration, IMethodSymbol method)
    {
        if (Marks.Of(method)?.ApplicationSyntaxReference?.Span != attribute.Span)
        {
            return;
        }

        var violations = MethodRules.Judge(method, context.Compilation).ToList();
        foreach (var violation in violations)
        {
            Report(context, MarkPlaces.Of(declaration, violation), violation);
        }

        if (Interception.FindProblem(attribute.SyntaxTree) is { } problem)
        {
            Report(context, declaration.Identifier.GetLocation(), new Violation(RuleIds.InterceptorsUnavailable, method.Name, problem));
        }
        else if (violations.Count == 0 && !MethodRules.IsGeneric(method) && !HasContract(method, context.Compilation))
        {
            Report(context, declaration.Identifier.GetLocation(), new Violation(
                RuleIds.NotIntercepted,
                method.Name,
                "the generator did not run, or the signature uses a type that another generator makes"));
        }
    }

    private static void AnalyzeAssemblyMark(SyntaxNodeAnalysisContext context, AttributeSyntax attribute, ProjectIndex index)
    {
        var data = context.Compilation.Assembly.GetAttributes()
            .FirstOrDefault(each => each.ApplicationSyntaxReference is { } reference
                && reference.SyntaxTree == attribute.SyntaxTree && reference.Span == attribute.Span);
        if (data is null)
        {
            return;
        }

        if (Marks.ReadAssemblyMark(data) is not { } mark)
        {
            Report(context, attribute.GetLocation(), new Violation(
                RuleIds.NothingMarked, "assembly", "name a type: [assembly: RunInProcess(typeof(T))]"));
            return;
        }

        var subject = mark.Type.ToDisplayString(SymbolNames.Short);
        if (!mark.Methods(context.Compilation).Any())
        {
            var first = mark.Candidates().SelectMany(method => MethodRules.Judge(method, context.Compilation)).FirstOrDefault();
            var reason = first is null ? "it has no such public static method" : "'" + first.Subject + "': " + first.Reason;
            Report(context, attribute.GetLocation(), new Violation(RuleIds.NothingMarked, subject, reason));
        }
        else if (Interception.FindProblem(attribute.SyntaxTree) is { } problem)
        {
            Report(context, attribute.GetLocation(), new Violation(RuleIds.InterceptorsUnavailable, subject, problem));
        }
        else
        {
            AnalyzeIsolated(context, attribute, mark, subject, index);
        }
    }

    // What becomes of some of the methods is not what one would expect.
    private static void AnalyzeIsolated(
        SyntaxNodeAnalysisContext context, AttributeSyntax attribute, AssemblyMark mark, string subject, ProjectIndex index)
    {
        foreach (var state in ForeignState.Find(mark, index, context.CancellationToken))
        {
            Report(context, attribute.GetLocation(), state);
        }

        if (FilledArguments.Find(mark, context.Compilation) is { } filled)
        {
            Report(context, attribute.GetLocation(), filled);
        }

        if (mark.MethodName is null && LeftOut.Describe(mark, context.Compilation) is { } leftOut)
        {
            Report(context, attribute.GetLocation(), new Violation(RuleIds.LeftOut, subject, leftOut));
        }
    }

    private static void AnalyzeWorkerHook(SyntaxNodeAnalysisContext context, AttributeSyntax attribute)
    {
        if (attribute.Parent?.Parent is not { } owner)
        {
            return;
        }

        var problem = context.SemanticModel.GetDeclaredSymbol(owner, context.CancellationToken) is IMethodSymbol method
            ? WorkerHookRules.FindProblem(method.PartialDefinitionPart ?? method, context.Compilation)
            : MarkAMethod;
        if (problem is not null)
        {
            Report(context, MarkPlaces.Of(owner), new Violation(RuleIds.WorkerHookShape, MarkPlaces.NameOf(owner), problem));
        }
    }

    private static bool HasContract(IMethodSymbol method, Compilation compilation) =>
        compilation.Assembly.GetTypeByMetadataName(
            KnownNames.GeneratedNamespace + "." + GeneratedNames.Contract(method, compilation)) is not null;

    private static void Report(SyntaxNodeAnalysisContext context, Location location, Violation violation)
    {
        if (violation.RuleId != RuleIds.Undecided)
        {
            context.ReportDiagnostic(DiagnosticDescriptors.Create(location, violation));
        }
    }
}
