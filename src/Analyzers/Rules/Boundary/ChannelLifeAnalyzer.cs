using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>PISO304: reports channels, shared values and locks that nobody disposes, or that go while a call still uses them.</summary>
/// <remarks>Looks at local variables, and at what is made in the place of an argument. What is kept elsewhere, returned or given to code
/// that is not part of this library may be disposed there.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ChannelLifeAnalyzer : DiagnosticAnalyzer
{
    private const string NeverDisposed = "nobody disposes it; declare it with 'using'";
    private const string GoneTooEarly = "this call may still run when it is disposed; wait for the call first";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [DiagnosticDescriptors.ChannelLife];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (ChannelTypes.Exist(start.Compilation) && ChannelUse.IsIn(start.Compilation, start.CancellationToken))
            {
                var marked = MarkedMethods.Of(start.Compilation, start.CancellationToken);
                start.RegisterOperationAction(
                    operation => Analyze(operation, marked), OperationKind.ObjectCreation, OperationKind.Invocation);
            }
        });
    }

    private static void Analyze(OperationAnalysisContext context, MarkedMethods marked)
    {
        var made = context.Operation;
        if (made is IInvocationOperation { TargetMethod: { Name: "Create", IsStatic: true, ContainingType: var pipe } }
            && ChannelTypes.Contains(pipe))
        {
            AnalyzePair(context, marked);
        }
        else if (made is not IObjectCreationOperation || !ChannelTypes.Contains(made.Type))
        {
            return;
        }

        var parent = made.Parent is IConversionOperation conversion ? conversion.Parent : made.Parent;
        switch (parent)
        {
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }
                when ChannelTypes.Contains(declarator.Symbol.Type):
                AnalyzeLocal(context, new ChannelLife(declarator.Symbol, made, marked), declarator);
                break;
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } }
                when ChannelTypes.Contains(local.Type):
                AnalyzeLocal(context, new ChannelLife(local, made, marked), null);
                break;
            case IArgumentOperation { Parent: IInvocationOperation call } when ChannelLife.IsIsolated(call, marked):
            case IExpressionStatementOperation:
                Report(context, made.Syntax, made.Type?.Name ?? "", "nobody can dispose it; keep it in a variable declared with 'using'");
                break;
        }
    }

    /// <summary><c>var (left, right) = ProcessPipe&lt;int&gt;.Create()</c>: both ends are locals.</summary>
    private static void AnalyzePair(OperationAnalysisContext context, MarkedMethods marked)
    {
        var parent = context.Operation.Parent is IConversionOperation conversion ? conversion.Parent : context.Operation.Parent;
        if (parent is IDeconstructionAssignmentOperation { Target: IDeclarationExpressionOperation { Expression: ITupleOperation ends } })
        {
            foreach (var end in ends.Elements.OfType<ILocalReferenceOperation>().Where(end => ChannelTypes.Contains(end.Type)))
            {
                var life = new ChannelLife(end.Local, context.Operation, marked);
                if (!life.IsDisposed && !life.Escapes)
                {
                    Report(context, end.Syntax, end.Local.Name, NeverDisposed);
                }
            }
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
