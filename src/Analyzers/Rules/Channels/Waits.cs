using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>Whether something waits for a process or task before a position in the text.</summary>
internal static class Waits
{
    private static readonly ImmutableHashSet<string> ProcessEnds =
        ["Join", "WaitForExitAsync", "Result", "ResultAsync", "Kill", "Terminate", "Dispose"];

    private static readonly ImmutableHashSet<string> Gatherings = ["Add", "AddRange", "Append", "Enqueue", "Push", "TryAdd", "Start"];

    /// <summary>Whether the type is a task.</summary>
    public static bool IsTask(ITypeSymbol? type) => SymbolNames.Is(type, KnownNames.Task) || SymbolNames.Is(type, KnownNames.TaskOfT)
        || SymbolNames.Is(type, KnownNames.ValueTask) || SymbolNames.Is(type, KnownNames.ValueTaskOfT);

    /// <summary>Whether some process is waited for, or ended, between its start and the position. Which one is not asked.</summary>
    public static bool ForProcess(IInvocationOperation start, IOperation root, int end) =>
        IsDeclaredWithUsing(start) || Between(start, root, end).Any(EndsProcess);

    /// <summary>Whether a member of the process waits for its end, or ends it.</summary>
    public static bool IsProcessEnd(string member) => ProcessEnds.Contains(member);

    /// <summary>Whether the task that a call returns is awaited, waited for, or in other hands.</summary>
    public static bool ForTask(IInvocationOperation call, IOperation root, int end)
    {
        IOperation each = call;
        while (each.Parent is { } parent)
        {
            switch (parent)
            {
                case IExpressionStatementOperation statement when IsCompletion(each):
                    return true;
                case IExpressionStatementOperation:
                    return Between(call, root, end).Any(WaitsForAll);
                case IReturnOperation or ISimpleAssignmentOperation { Target: IDiscardOperation }:
                    // What a lambda returns is in the hands of its caller.
                    return IsInLambda(call) || IsCompletion(each);
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } when IsTask(local.Type):
                    return IsMentioned(local, call, root, end);
                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } } when IsTask(local.Type):
                    return IsMentioned(local, call, root, end);
                case IConversionOperation or IArgumentOperation:
                case IInvocationOperation link when link.Instance == each || link.TargetMethod.IsExtensionMethod:
                    each = parent;
                    break;
                default:
                    return true;
            }
        }

        return true;
    }

    private static bool IsMentioned(ILocalSymbol task, IOperation call, IOperation root, int end) => Between(call, root, end)
        .Any(each => each is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, task));

    /// <summary><c>t.Wait()</c> or <c>t.GetAwaiter().GetResult()</c> as a statement.</summary>
    private static bool IsCompletion(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod.Name: "Wait" or "GetResult" };

    private static bool IsInLambda(IOperation operation)
    {
        for (var each = operation.Parent; each is not null; each = each.Parent)
        {
            if (each is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<IOperation> Between(IOperation start, IOperation root, int end) => root.Descendants()
        .Where(each => each.Syntax.Span.End > start.Syntax.Span.End && each.Syntax.SpanStart < end && !each.IsImplicit);

    private static bool EndsProcess(IOperation operation) => operation switch
    {
        IAwaitOperation wait => ChannelTypes.IsProcess(wait.Operation.Type),
        IMemberReferenceOperation { Member: { Name: "ActiveChildren", ContainingType: var type } } => ChannelTypes.IsProcess(type),
        IMemberReferenceOperation member => ChannelTypes.IsProcess(member.Member.ContainingType) && ProcessEnds.Contains(member.Member.Name),
        IInvocationOperation call => (ChannelTypes.IsProcess(call.TargetMethod.ContainingType) && ProcessEnds.Contains(call.TargetMethod.Name))
            || WaitsForAll(call)
            || (!Gatherings.Contains(call.TargetMethod.Name) && call.Arguments.Any(argument => HoldsProcess(argument.Value))),
        _ => false,
    };

    /// <summary>All work on a queue done, a countdown at zero, an event set, a pool empty.</summary>
    private static bool WaitsForAll(IOperation operation) =>
        operation is IInvocationOperation { Instance.Type: var type, TargetMethod.Name: var name }
        && name is "Join" or "JoinAsync" or "Wait" or "WaitAsync" or "SignalAndWait" or "SignalAndWaitAsync"
        && (ChannelTypes.Contains(type) || SymbolNames.Is(type, KnownNames.ProcessPool));

    private static bool IsDeclaredWithUsing(IOperation start)
    {
        for (var each = start.Parent; each is not null and not IBlockOperation; each = each.Parent)
        {
            if (each is IUsingDeclarationOperation or IUsingOperation)
            {
                return true;
            }
        }

        return false;
    }

    private static bool HoldsProcess(IOperation value)
    {
        var type = value is IConversionOperation { IsImplicit: true } conversion ? conversion.Operand.Type : value.Type;
        return ChannelTypes.IsProcess(type)
            || (type as IArrayTypeSymbol)?.ElementType is { } element && ChannelTypes.IsProcess(element)
            || (type as INamedTypeSymbol)?.TypeArguments.Any(ChannelTypes.IsProcess) is true;
    }
}
