using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>What becomes of a channel that a local variable holds.</summary>
internal sealed class ChannelLife
{
    private readonly IOperation root;
    private readonly MarkedMethods marked;
    private readonly ImmutableArray<ILocalReferenceOperation> references;

    /// <summary>Looks at the body around the place where the channel is made.</summary>
    public ChannelLife(ILocalSymbol local, IOperation made, MarkedMethods marked)
    {
        Local = local;
        this.marked = marked;
        root = Locals.Root(made);
        references = [.. Locals.References(made, local)];
        End = FindEnd();
        Escapes = references.Any(each => DoesEscape(each));
    }

    /// <summary>The variable.</summary>
    public ILocalSymbol Local { get; }

    /// <summary>The position in the text where it is disposed; null where it is not.</summary>
    public int? End { get; }

    /// <summary>Whether this body disposes it.</summary>
    public bool IsDisposed => End is not null;

    /// <summary>Whether other code may dispose it.</summary>
    public bool Escapes { get; }

    /// <summary>Whether this body waits for the process that the variable holds, ends it, or hands it on.</summary>
    public bool IsWaitedFor => IsDisposed || Escapes || references.Any(each => Use(each) switch
    {
        IInvocationOperation call => Waits.IsProcessEnd(call.TargetMethod.Name),
        IMemberReferenceOperation member => Waits.IsProcessEnd(member.Member.Name),
        IAwaitOperation => true,
        _ => false,
    });

    /// <summary>Whether a call runs a marked method.</summary>
    public static bool IsIsolated(IInvocationOperation call, MarkedMethods marked)
    {
        var method = MarkedMethods.Definition(call.TargetMethod);
        return SymbolNames.Is(method.ContainingType, KnownNames.ProcessPool)
            || SymbolNames.Is(method.ContainingType, KnownNames.WorkerLease)
            || SymbolNames.Is(method.ContainingType, KnownNames.IsolatedProcess)
            || (marked.MayBeMarked(method.Name) && marked.Find(method) is not null)
            || NestedCallRule.IsCompanion(method, marked);
    }

    /// <summary>Whether <c>using</c> at the declaration compiles, and lets every call end before it disposes.</summary>
    public bool CanBeUsed(IVariableDeclaratorOperation declarator) =>
        declarator.Syntax.Parent?.Parent is LocalDeclarationStatementSyntax
        {
            UsingKeyword.RawKind: 0, Declaration.Variables.Count: 1, Parent: BlockSyntax or GlobalStatementSyntax,
        }
        && !references.Any(IsChanged)
        && EndOfBlock(declarator) is { } end
        && !CallsThatOutlive(end).Any();

    /// <summary>Calls that are given the channel, and that nothing waits for before the given position.</summary>
    public IEnumerable<SyntaxNode> CallsThatOutlive(int end)
    {
        foreach (var reference in references.Where(each => each.Syntax.SpanStart < end))
        {
            if (GivenTo(reference) is not { } call)
            {
                continue;
            }

            var isStart = call.TargetMethod.Name == "Start" && SymbolNames.Is(call.TargetMethod.ContainingType, KnownNames.IsolatedProcess);
            if (isStart ? !Waits.ForProcess(call, root, end) : Waits.IsTask(call.Type) && !Waits.ForTask(call, root, end))
            {
                yield return call.Syntax;
            }
        }
    }

    private static bool IsChanged(ILocalReferenceOperation reference) =>
        reference.Parent is IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out }
        || (reference.Parent is IAssignmentOperation assignment && assignment.Target == reference);

    private int? FindEnd()
    {
        var declarator = root.Descendants().OfType<IVariableDeclaratorOperation>()
            .FirstOrDefault(each => SymbolEqualityComparer.Default.Equals(each.Symbol, Local));
        for (IOperation? each = declarator; each is not null and not IBlockOperation; each = each.Parent)
        {
            if (each is IUsingDeclarationOperation)
            {
                return EndOfBlock(each);
            }

            if (each is IUsingOperation)
            {
                return each.Syntax.Span.End;
            }
        }

        foreach (var reference in references)
        {
            if (Use(reference) is IUsingOperation statement)
            {
                return statement.Syntax.Span.End;
            }

            if (Use(reference) is IInvocationOperation { TargetMethod.Name: "Dispose" or "DisposeAsync" or "Close" or "Terminate" or "ShutdownAsync" } call
                && Unwrapped(call.Instance) == reference)
            {
                return call.Syntax.SpanStart;
            }

            if (Use(reference) is IVariableInitializerOperation initializer
                && initializer.Syntax.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>() is { } declaration
                && declaration.UsingKeyword.IsKind(SyntaxKind.UsingKeyword))
            {
                return EndOfBlock(initializer);
            }
        }

        return null;
    }

    private static int? EndOfBlock(IOperation operation)
    {
        for (var each = operation; each is not null; each = each.Parent)
        {
            if (each is IBlockOperation)
            {
                return each.Syntax.Span.End;
            }
        }

        return null;
    }

    /// <summary>A mention that may hand the duty to dispose to other code.</summary>
    private bool DoesEscape(ILocalReferenceOperation reference) => Use(reference) switch
    {
        IMemberReferenceOperation or IExpressionStatementOperation or IUsingOperation => false,
        ITupleOperation { Parent: IDeconstructionAssignmentOperation target } ends when target.Target == ends => false,
        IBinaryOperation or IIsTypeOperation or IIsPatternOperation => false,
        IInvocationOperation call => Unwrapped(call.Instance) != reference,
        IArgumentOperation { Parent: IInvocationOperation call } => !IsIsolated(call, marked),
        IAssignmentOperation assignment => Unwrapped(assignment.Target) != reference,
        IConditionalAccessOperation access => Unwrapped(access.Operation) != reference,
        _ => !(GivenTo(reference) is { } call && IsIsolated(call, marked)),
    };

    /// <summary>What the mention is part of, conversions aside.</summary>
    private static IOperation? Use(IOperation reference)
    {
        var parent = reference.Parent;
        while (parent is IConversionOperation)
        {
            parent = parent.Parent;
        }

        return parent is IConditionalAccessOperation { WhenNotNull: IInvocationOperation call } access && Unwrapped(access.Operation) == reference
            ? call
            : parent;
    }

    /// <summary>The call that takes the mention as an argument, alone or inside a record, tuple or array.</summary>
    private static IInvocationOperation? GivenTo(IOperation reference)
    {
        for (var each = reference.Parent; each is not null; each = each.Parent)
        {
            switch (each)
            {
                case IArgumentOperation { Parent: IInvocationOperation call }:
                    return call;
                case IConversionOperation or ITupleOperation or IArrayCreationOperation or IArrayInitializerOperation:
                case IObjectCreationOperation or IObjectOrCollectionInitializerOperation or ICollectionExpressionOperation:
                case ISimpleAssignmentOperation or IArgumentOperation:
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    private static IOperation? Unwrapped(IOperation? operation) => operation switch
    {
        IConversionOperation conversion => Unwrapped(conversion.Operand),
        IConditionalAccessInstanceOperation inner => Unwrapped(Origins.Accessed(inner)),
        _ => operation,
    };
}
