using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>Recognises what is made when it is first wanted: each process makes its own, so that nothing is missing in any.</summary>
internal static class SetUps
{
    /// <summary>Whether the change gives the state a value only where there was none.</summary>
    /// <param name="change">An assignment, a call or an argument passed by reference.</param>
    /// <param name="state">What is changed.</param>
    public static bool IsSetUp(IOperation change, ISymbol state) => change switch
    {
        ICoalesceAssignmentOperation => true,
        ISimpleAssignmentOperation { Target: var target, Value: var value } when StateTests.Unconverted(value) is ICoalesceOperation coalesce
            && StateTests.Member(target) is { } member && StateTests.IsMember(coalesce.Value, member) => true,
        IArgumentOperation argument when IsAtomicSetUp(argument) => true,
        _ => IsGuarded(change, state),
    };

    private static bool IsAtomicSetUp(IArgumentOperation argument) => argument.Parent is IInvocationOperation { TargetMethod: var target } call
        && (SymbolNames.Is(target.ContainingType, "System.Threading.LazyInitializer")
            || (target.Name == "CompareExchange" && call.Arguments.Length == 3 && StateTests.IsNull(call.Arguments[2].Value)));

    /// <summary>Inside of <c>if (state == null)</c>, or after <c>if (state != null) return</c>; a flag that is set there will do as well.</summary>
    private static bool IsGuarded(IOperation change, ISymbol state)
    {
        for (var each = change; each.Parent is { } parent; each = parent)
        {
            switch (parent)
            {
                case IConditionalOperation choice when choice.WhenTrue == each && StateTests.FindMissing(choice.Condition) is { } missing:
                    if (Fits(missing, state, each))
                    {
                        return true;
                    }

                    break;
                case IConditionalOperation choice when choice.WhenFalse == each && StateTests.FindPresent(choice.Condition) is { } present:
                    if (Fits(present, state, each))
                    {
                        return true;
                    }

                    break;
                case IBlockOperation block when FollowsExit(block, each, state):
                    return true;
            }
        }

        return false;
    }

    private static bool FollowsExit(IBlockOperation block, IOperation statement, ISymbol state)
    {
        foreach (var before in block.Operations)
        {
            if (before == statement)
            {
                return false;
            }

            if (before is IConditionalOperation { WhenFalse: null } choice && Leaves(choice.WhenTrue)
                && StateTests.FindPresent(choice.Condition) is { } present && Fits(present, state, block))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Leaves(IOperation statement) => statement switch
    {
        IBlockOperation { Operations: [.., var last] } => Leaves(last),
        IReturnOperation or IThrowOperation or IBranchOperation => true,
        IExpressionStatementOperation { Operation: IThrowOperation } => true,
        _ => false,
    };

    /// <summary>Whether the test is about the state itself, or about what is set together with it, and never taken back.</summary>
    private static bool Fits(StateTest test, ISymbol state, IOperation region)
    {
        if (!test.IsFlag && SymbolEqualityComparer.Default.Equals(test.Member.OriginalDefinition, state))
        {
            return true;
        }

        var isSet = false;
        foreach (var each in region.Descendants())
        {
            if (each is ISimpleAssignmentOperation assignment && StateTests.IsMember(assignment.Target, test.Member))
            {
                var gives = test.IsFlag ? assignment.Value.ConstantValue is { HasValue: true, Value: true } : !StateTests.IsNull(assignment.Value);
                if (!gives)
                {
                    return false;
                }

                isSet = true;
            }
        }

        return isSet;
    }
}
