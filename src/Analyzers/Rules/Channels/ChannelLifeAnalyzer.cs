using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>PISO304: reports channels, shared values, locks and pools that nothing disposes, or that go while a call still uses them, and
/// processes that nothing waits for.</summary>
/// <remarks>Looks at local variables, and at what is made in the place of an argument. What is kept elsewhere, returned or given to code
/// that is not part of this library may be disposed there.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ChannelLifeAnalyzer() : RuleAnalyzer(RuleScope.Channels, readsGeneratedCode: false, DiagnosticDescriptors.ChannelLife)
{
    private const string NeverDisposed = "nothing disposes it; declare it with 'using'";
    private const string NoVariable = "nothing can dispose it; keep it in a variable declared with 'using'";
    private const string NotWaitedFor = "nothing waits for this process or ends it; call 'Join', or declare it with 'using'";
    private const string GoneTooEarly = "this call may still run when it is disposed; wait for the call first";

    /// <inheritdoc/>
    protected override void Register(CompilationStartAnalysisContext start, ProjectIndex index)
    {
        start.RegisterOperationAction(operation => Analyze(operation, index.Marked), OperationKind.ObjectCreation, OperationKind.Invocation);
    }

    private static void Analyze(OperationAnalysisContext context, MarkedMethods marked)
    {
        var made = context.Operation;
        var parent = made.Parent is IConversionOperation conversion ? conversion.Parent : made.Parent;
        if (made is IInvocationOperation { TargetMethod: { IsStatic: true } target })
        {
            if (target.Name == "Create" && ChannelTypes.Contains(target.ContainingType))
            {
                AnalyzePair(context, target.ContainingType, parent, marked);
            }
            else if (target.Name == "Start" && ChannelTypes.IsProcess(target.ContainingType))
            {
                AnalyzeProcess(context, parent, marked);
            }
        }
        else if (made is IObjectCreationOperation && ChannelTypes.MustEnd(made.Type))
        {
            AnalyzeObject(context, parent, marked);
        }
    }

    private static void AnalyzeObject(OperationAnalysisContext context, IOperation? parent, MarkedMethods marked)
    {
        var made = context.Operation;
        switch (parent)
        {
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }
                when ChannelTypes.MustEnd(declarator.Symbol.Type):
                AnalyzeLocal(context, new ChannelLife(declarator.Symbol, made, marked), declarator);
                break;
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } }
                when ChannelTypes.MustEnd(local.Type):
                AnalyzeLocal(context, new ChannelLife(local, made, marked), null);
                break;
            case IArgumentOperation { Parent: IInvocationOperation call } when ChannelLife.IsIsolated(call, marked):
            // new ProcessPool(2).Run(F): the pool stays behind.
            case IInvocationOperation { Instance: { } instance, TargetMethod.Name: not "Dispose" and not "DisposeAsync" } when instance == made:
            case IExpressionStatementOperation:
                Report(context, made.Syntax, made.Type?.Name ?? "", NoVariable);
                break;
        }
    }

    /// <summary><c>var (left, right) = ProcessPipe&lt;int&gt;.Create()</c>, with the types written out, or to variables declared before.</summary>
    private static void AnalyzePair(OperationAnalysisContext context, INamedTypeSymbol pipe, IOperation? parent, MarkedMethods marked)
    {
        if (parent is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation })
        {
            Report(context, context.Operation.Syntax, pipe.Name, NoVariable);
        }

        var target = (parent as IDeconstructionAssignmentOperation)?.Target;
        var ends = (target is IDeclarationExpressionOperation { Expression: var declared } ? declared : target) as ITupleOperation;
        foreach (var element in ends?.Elements ?? [])
        {
            var end = element is IDeclarationExpressionOperation { Expression: var each } ? each : element;
            if (end is IDiscardOperation)
            {
                Report(context, end.Syntax, pipe.Name, NoVariable);
            }
            else if (end is ILocalReferenceOperation { Local: var local } && ChannelTypes.Contains(local.Type))
            {
                var life = new ChannelLife(local, context.Operation, marked);
                if (!life.IsDisposed && !life.Escapes)
                {
                    // The name alone, where the type is written out.
                    var name = end.Syntax is DeclarationExpressionSyntax { Designation: var designation } ? designation : end.Syntax;
                    Report(context, name, local.Name, NeverDisposed);
                }

                AnalyzeCalls(context, life);
            }
        }
    }

    /// <summary>A process that the program starts and forgets runs on until its method returns; one in a variable is meant to be waited
    /// for.</summary>
    private static void AnalyzeProcess(OperationAnalysisContext context, IOperation? parent, MarkedMethods marked)
    {
        if (parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Syntax: VariableDeclaratorSyntax syntax } declarator }
            && ChannelTypes.IsProcess(declarator.Symbol.Type)
            && !new ChannelLife(declarator.Symbol, context.Operation, marked).IsWaitedFor
            && !Waits.ForProcess((IInvocationOperation)context.Operation, Locals.Root(context.Operation), int.MaxValue))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                DiagnosticDescriptors.ChannelLife, syntax.Identifier.GetLocation(), declarator.Symbol.Name, NotWaitedFor));
        }
    }

    private static void AnalyzeLocal(OperationAnalysisContext context, ChannelLife life, IVariableDeclaratorOperation? declarator)
    {
        if (!life.IsDisposed && !life.Escapes)
        {
            var place = declarator?.Syntax is VariableDeclaratorSyntax syntax
                ? syntax.Identifier.GetLocation()
                : context.Operation.Syntax.GetLocation();
            var properties = ImmutableDictionary<string, string?>.Empty;
            if (declarator is not null && life.CanBeUsed(declarator))
            {
                properties = properties.Add(ReportProperties.CanUse, null);
            }

            context.ReportDiagnostic(
                Diagnostic.Create(DiagnosticDescriptors.ChannelLife, place, properties, life.Local.Name, NeverDisposed));
        }

        AnalyzeCalls(context, life);
    }

    private static void AnalyzeCalls(OperationAnalysisContext context, ChannelLife life)
    {
        if (life.End is { } end)
        {
            foreach (var call in life.CallsThatOutlive(end))
            {
                var place = call is InvocationExpressionSyntax invocation ? invocation.Expression : call;
                Report(context, place, life.Local.Name, GoneTooEarly);
            }
        }
    }

    private static void Report(OperationAnalysisContext context, SyntaxNode place, string subject, string reason) =>
        context.ReportDiagnostic(Diagnostic.Create(DiagnosticDescriptors.ChannelLife, place.GetLocation(), subject, reason));
}
