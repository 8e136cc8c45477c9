using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>PISO308: hash codes that each process makes otherwise, given back to a caller who may compare them with its own.</summary>
internal static class HashCodes
{
    private const string Reason = "each process makes other hash codes of the same {0}, and this one reaches the caller; compute it by a fixed rule";

    /// <summary>The report of an operation that makes such a hash code.</summary>
    public static NamedUse? Find(IOperation operation) => operation is IInvocationOperation { TargetMethod: var method } call
        && WhatOf(method, call.Instance) is { } what && AnswerFlow.Leaves(call)
            ? new NamedUse(
                RuleIds.OwnIdentity, NamedMembers.NameOf(method), string.Format(System.Globalization.CultureInfo.InvariantCulture, Reason, what), call.Syntax, IsAnswer: true)
            : null;

    private static string? WhatOf(IMethodSymbol method, IOperation? instance)
    {
        if (method.Name is not ("GetHashCode" or "Combine" or "ToHashCode"))
        {
            return null;
        }

        return SymbolNames.Metadata(method.ContainingType) switch
        {
            "System.String" or "System.StringComparer" => "text",
            "System.HashCode" => "values",
            "System.Runtime.CompilerServices.RuntimeHelpers" => "object",
            "System.Object" when instance?.Type is { IsReferenceType: true } => "object",
            "System.ValueTuple`2" or "System.ValueTuple`3" or "System.ValueTuple`4" or "System.ValueTuple`5" or "System.ValueTuple`6" or "System.ValueTuple`7"
                or "System.ValueTuple`8" => "values",
            _ => method is { IsImplicitlyDeclared: true, ContainingType: { IsRecord: true } record } && IsOwn(record) ? "record" : null,
        };
    }

    /// <summary>A record struct of numbers has the same one everywhere: it is made of those of its members.</summary>
    private static bool IsOwn(ITypeSymbol record) =>
        record.IsReferenceType || record.GetMembers().OfType<IFieldSymbol>().Any(static field => !field.IsStatic && (field.Type.IsReferenceType || field.Type.IsTupleType));
}
