using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>PISO303: reports updates of shared memory that another process can come between.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class SharedUpdateAnalyzer()
    : RuleAnalyzer(RuleScope.Channels, readsGeneratedCode: false, DiagnosticDescriptors.UnlockedUpdate)
{
    /// <inheritdoc/>
    protected override void Register(CompilationStartAnalysisContext start, ProjectIndex index)
    {
        start.RegisterOperationAction(
            Analyze, OperationKind.Increment, OperationKind.Decrement, OperationKind.CompoundAssignment, OperationKind.SimpleAssignment);
    }

    private static void Analyze(OperationAnalysisContext context)
    {
        var (target, value) = context.Operation switch
        {
            IIncrementOrDecrementOperation step => (step.Target, null),
            ICompoundAssignmentOperation update => (update.Target, null),
            ISimpleAssignmentOperation { IsRef: false } assignment => (assignment.Target, assignment.Value),
            _ => ((IOperation?)null, (IOperation?)null),
        };
        if (target is null || FindPlace(target) is not { } place)
        {
            return;
        }

        var isSplit = false;
        if (value is not null && !Reads(value, target) && !(isSplit = ReadsEarlier(value, target)))
        {
            return;
        }

        if (context.Operation.SemanticModel is not { } model
            || LockScopes.Contain(context.Operation.Syntax, model, context.CancellationToken)
            || IsNotSharedYet(place, context.Operation))
        {
            return;
        }

        var properties = ImmutableDictionary<string, string?>.Empty;
        context.ReportDiagnostic(Diagnostic.Create(
            DiagnosticDescriptors.UnlockedUpdate,
            context.Operation.Syntax.GetLocation(),
            isSplit ? properties.Add(ReportProperties.IsSplit, null) : properties,
            target.Syntax.ToString(),
            "another process may change it in between; use 'Add', 'Increment' or 'EnterLock'"));
    }

    /// <summary>The piece of shared memory, also when the target is a reference or span that was taken of it before.</summary>
    private static SharedPlace? FindPlace(IOperation target)
    {
        if (SharedPlaces.Find(target) is { } place)
        {
            return place;
        }

        var local = target is ILocalReferenceOperation { Local.IsRef: true } reference ? reference
            : target is IMemberReferenceOperation { Instance: ILocalReferenceOperation view } && SymbolNames.Is(view.Type, "System.Span`1")
                ? view
                : null;
        return local is null ? null : SharedPlaces.Find(Locals.InitialValue(local));
    }

    private static bool Reads(IOperation value, IOperation target) =>
        value.DescendantsAndSelf().Any(each => each is IMemberReferenceOperation or ILocalReferenceOperation && AreSame(each, target));

    /// <summary><c>int old = shared.Value; shared.Value = old + 1;</c>.</summary>
    private static bool ReadsEarlier(IOperation value, IOperation target) => value.DescendantsAndSelf()
        .OfType<ILocalReferenceOperation>().Any(each => Locals.InitialValue(each) is { } initial && AreSame(initial, target));

    private static bool AreSame(IOperation left, IOperation right) => SyntaxFactory.AreEquivalent(left.Syntax, right.Syntax);

    /// <summary>Whether it was made here and given to no other code.</summary>
    private static bool IsNotSharedYet(SharedPlace place, IOperation update)
    {
        if (place.Instance is not ILocalReferenceOperation shared || Locals.InitialValue(shared) is not IObjectCreationOperation)
        {
            return false;
        }

        var loop = update.Syntax.Ancestors().LastOrDefault(each => each
            is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax);
        var end = (loop ?? update.Syntax).Span.End;
        return Locals.References(update, shared.Local).All(each => each.Syntax.SpanStart >= end
            || (each.Parent is IMemberReferenceOperation or IInvocationOperation && !Locals.IsInFunction(each, shared.Local)));
    }
}
