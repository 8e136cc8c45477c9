using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>Why a marked method cannot be handled.</summary>
/// <param name="RuleId">One of <see cref="RuleIds"/>.</param>
/// <param name="Subject">What the message names.</param>
/// <param name="Reason">Half a sentence.</param>
/// <param name="Parameter">The parameter it is about.</param>
/// <param name="IsResult">Whether it is about the result.</param>
internal sealed record Violation(string RuleId, string Subject, string Reason, IParameterSymbol? Parameter = null, bool IsResult = false);

/// <summary>The verdict on a marked method as a whole.</summary>
/// <remarks>Shared by the generator, which skips, and the analyzers, which report; asks <see cref="ContractRules"/> for
/// each type and <see cref="Reachability"/> for access.</remarks>
internal static class MethodRules
{
    /// <summary>Why an operator or conversion cannot be isolated, and what to write.</summary>
    public const string NoOperator = "the use of an operator cannot be intercepted; mark a static method, and have the operator call that";

    /// <summary>Why the accessor of a property or event cannot be isolated, and what to write.</summary>
    public const string NoAccessor = "the use of a property or event cannot be intercepted; mark a static method, and have the accessor call that";

    private const string ReadLater = "the call ends when its result has been read, and the caller has gone on by then; pass a value, or an array";

    /// <summary>All that is wrong with the method; empty when it qualifies.</summary>
    public static IEnumerable<Violation> Judge(IMethodSymbol method, Compilation compilation)
    {
        if (FindShapeProblem(method) is { } shape)
        {
            return [new Violation(RuleIds.NotStaticMethod, method.Name, shape)];
        }

        if (method is { IsAsync: true, ReturnsVoid: true })
        {
            return [new Violation(RuleIds.AsyncVoid, method.Name, "a caller cannot wait for it; return Task")];
        }

        var violations = method.Parameters.Select(parameter => JudgeParameter(parameter, method)).Prepend(JudgeResult(method)).OfType<Violation>().ToList();
        if (violations.Count == 0 && Reachability.Of(method, compilation).Problem is { } problem)
        {
            violations.Add(new Violation(RuleIds.Unreachable, method.Name, problem));
        }

        return violations;
    }

    /// <summary>What a task yields, or the type itself; null for nothing.</summary>
    public static ITypeSymbol? ResultOf(IMethodSymbol method)
    {
        if (method.ReturnsVoid
            || SymbolNames.Is(method.ReturnType, KnownNames.Task)
            || SymbolNames.Is(method.ReturnType, KnownNames.ValueTask))
        {
            return null;
        }

        return IsTaskWithResult(method.ReturnType) ? ((INamedTypeSymbol)method.ReturnType).TypeArguments[0] : method.ReturnType;
    }

    private static bool IsTaskWithResult(ITypeSymbol type) =>
        SymbolNames.Is(type, KnownNames.TaskOfT) || SymbolNames.Is(type, KnownNames.ValueTaskOfT);

    private static string? FindShapeProblem(IMethodSymbol method)
    {
        if (method.MethodKind is not MethodKind.Ordinary || method.ContainingType is null)
        {
            return method.MethodKind switch
            {
                MethodKind.UserDefinedOperator or MethodKind.Conversion or MethodKind.BuiltinOperator => NoOperator,
                MethodKind.PropertyGet or MethodKind.PropertySet or MethodKind.EventAdd or MethodKind.EventRemove => NoAccessor,
                _ => "it is no ordinary method",
            };
        }

        if (SymbolNames.Attribute(method, KnownNames.UnmanagedCallersOnlyAttribute) is not null)
        {
            return "only native code may call it, in this process; have it call a marked method";
        }

        if (SymbolNames.Attribute(method, KnownNames.ConditionalAttribute) is not null)
        {
            return "its calls are left out where its symbol is not defined, as it may not be in the worker; have it call a marked method";
        }

        if (!method.IsStatic)
        {
            return "it needs an instance, which exists in one process only";
        }

        if (method.IsAbstract || method.IsVirtual || method.IsOverride)
        {
            return "which code runs is decided only where it is called";
        }

        // The members of a C# 14 extension block live in a type without a name.
        return method.ContainingType.Name.Length == 0 || method.IsVararg ? "code cannot name it by its declaring type" : null;
    }

    /// <summary>Whether the method or its type has type arguments: each set of them is another method.</summary>
    public static bool IsGeneric(IMethodSymbol method) => TypeArguments(method).Any();

    /// <summary>Whether its type arguments are not known: what crosses is judged where they are.</summary>
    public static bool IsOpen(IMethodSymbol method) => TypeArguments(method).Any(HasParameter);

    /// <summary>What is wrong with a call of a generic method that qualifies.</summary>
    /// <param name="called">The method with its type arguments.</param>
    /// <param name="compilation">The compilation of the call.</param>
    public static IEnumerable<Violation> JudgeCall(IMethodSymbol called, Compilation compilation) => !IsOpen(called)
        ? Judge(called, compilation)
        : [new Violation(RuleIds.Generic, called.Name, "its type arguments are known only where the generic code around this call is called; call it from code that knows them")];

    private static IEnumerable<ITypeSymbol> TypeArguments(IMethodSymbol method)
    {
        var found = method.TypeArguments.AsEnumerable();
        for (var type = method.ContainingType; type is not null; type = type.ContainingType)
        {
            found = found.Concat(type.TypeArguments);
        }

        return found;
    }

    private static bool HasParameter(ITypeSymbol type) => type switch
    {
        ITypeParameterSymbol => true,
        IArrayTypeSymbol array => HasParameter(array.ElementType),
        IPointerTypeSymbol pointer => HasParameter(pointer.PointedAtType),
        INamedTypeSymbol named => named.TypeArguments.Any(HasParameter) || (named.ContainingType is { } outer && HasParameter(outer)),
        _ => false,
    };

    private static Violation? JudgeResult(IMethodSymbol method)
    {
        if (method.ReturnsByRef || method.ReturnsByRefReadonly)
        {
            return new Violation(RuleIds.ByReference, method.Name, "a reference points into one process", IsResult: true);
        }

        if (CarriedTypes.IsResult(method))
        {
            return JudgeCarried(method);
        }

        if (ResultOf(method) is not { } result)
        {
            return null;
        }

        var subject = result.ToDisplayString(SymbolNames.Short);
        if (result.IsRefLikeType)
        {
            return new Violation(RuleIds.ByReference, subject, "it lives on the stack of one thread", IsResult: true);
        }

        if (result is INamedTypeSymbol named && CrossingTypes.Lazy.Contains(SymbolNames.Metadata(named)))
        {
            return new Violation(
                RuleIds.LazyResult, subject, CarriedTypes.IsSequence(named)
                    ? "a task of it is complete before it begins; return the sequence itself"
                    : "it is computed after the call has returned; return a list or an array", IsResult: true);
        }

        if (result.GetMembers("GetAwaiter").OfType<IMethodSymbol>().Any(member => member.Parameters.IsEmpty))
        {
            return new Violation(RuleIds.LazyResult, subject, "it is complete only later; return Task or ValueTask", IsResult: true);
        }

        return ContractRules.FindProblem(result) is { IsOpen: false } problem ? Crossing(problem, null) : null;
    }

    private static Violation? JudgeCarried(IMethodSymbol method) =>
        Marks.Of(method) is { } mark
            && method.Parameters.FirstOrDefault(each => each.RefKind is RefKind.None && ReferenceRules.IsCopiedBack(each, mark)) is { } copied
            ? new Violation(RuleIds.ByReference, copied.Name, ReadLater, copied)
            : CarriedTypes.IsSequence(method.ReturnType) && CarriedTypes.FindProblem(method.ReturnType) is { IsOpen: false } inside ? Crossing(inside, null)
            : null;

    private static Violation? JudgeParameter(IParameterSymbol parameter, IMethodSymbol method)
    {
        if (ReferenceRules.FindProblem(parameter, ReturnsLater(method)) is { } reference)
        {
            return new Violation(RuleIds.ByReference, parameter.Name, reference, parameter);
        }

        if (CarriedTypes.IsResult(method) && (parameter.RefKind is RefKind.Ref or RefKind.Out || parameter.Type.IsRefLikeType))
        {
            return new Violation(RuleIds.ByReference, parameter.Name, ReadLater, parameter);
        }

        if (SpanRules.IsSpan(parameter.Type))
        {
            return JudgeSpan(parameter, method);
        }

        if (parameter.Type.IsRefLikeType)
        {
            return new Violation(RuleIds.ByReference, parameter.Name, "it lives on the stack of one thread", parameter);
        }

        if (SymbolNames.Is(parameter.Type, KnownNames.CancellationToken))
        {
            return null;
        }

        if (CarriedTypes.IsCarried(parameter))
        {
            return CarriedTypes.FindProblem(parameter.Type) is { IsOpen: false } inside ? Crossing(inside, parameter) : null;
        }

        return ContractRules.FindProblem(parameter.Type) is { IsOpen: false } problem ? Crossing(problem, parameter) : null;
    }

    private static bool ReturnsLater(IMethodSymbol method) => IsTaskWithResult(method.ReturnType)
        || SymbolNames.Is(method.ReturnType, KnownNames.Task)
        || SymbolNames.Is(method.ReturnType, KnownNames.ValueTask);

    private static Violation? JudgeSpan(IParameterSymbol parameter, IMethodSymbol method)
    {
        return ContractRules.FindProblem(((INamedTypeSymbol)parameter.Type).TypeArguments[0]) is { IsOpen: false } problem ? Crossing(problem, parameter)
            : IsOpen(method) ? null
            : SpanRules.FindProblem(parameter, ReturnsLater(method)) is { } reason ? new Violation(RuleIds.ByReference, parameter.Name, reason, parameter)
            : null;
    }

    private static Violation Crossing(TypeProblem problem, IParameterSymbol? parameter) => new(
        problem.IsUnknown ? RuleIds.Undecided : RuleIds.CannotCross,
        problem.Path,
        problem.Reason,
        parameter,
        IsResult: parameter is null);
}
