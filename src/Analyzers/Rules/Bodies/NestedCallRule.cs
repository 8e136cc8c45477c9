using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>PISO305: a worker does not send calls on.</summary>
internal static class NestedCallRule
{
    private const string Async = "Async";

    /// <summary>One report for each call of a marked method, also by its companion or by a pool.</summary>
    public static IEnumerable<Diagnostic> Find(MarkedBody marked, MarkedMethods methods)
    {
        foreach (var call in marked.Own.Calls)
        {
            // A method group runs where it is called, which is for another rule to say.
            if (call.Syntax is InvocationExpressionSyntax && IsIsolated(call.Method, methods))
            {
                yield return marked.Report(
                    RuleIds.NestedCall,
                    marked.Bodies[0],
                    call.Syntax,
                    call.Method.Name,
                    "'" + marked.Method.Name + "' is in a worker already, and a worker sends no calls on");
            }
        }
    }

    private static bool IsIsolated(IMethodSymbol method, MarkedMethods methods) =>
        (methods.MayBeMarked(method.Name) && methods.Find(method) is not null && methods.Qualifies(method))
        || IsCompanion(method, methods)
        || ((SymbolNames.Is(method.ContainingType, KnownNames.ProcessPool) || SymbolNames.Is(method.ContainingType, KnownNames.WorkerLease))
            && method.Name is "Run" or "RunAsync" or "Map" or "MapAsync" or "MapOutcomes" or "MapOutcomesAsync" or "StreamAsync" or "StreamOutcomesAsync");

    /// <summary>A generated method beside a marked one, either a member of its type or of an extension of it.</summary>
    public static bool IsCompanion(IMethodSymbol method, MarkedMethods methods)
    {
        if (!method.Name.EndsWith(Async, StringComparison.Ordinal)
            || method.Name.Substring(0, method.Name.Length - Async.Length) is not { Length: > 0 } name
            || !methods.MayBeMarked(name))
        {
            return false;
        }

        var declaring = method.ContainingType.GetMembers(name).OfType<IMethodSymbol>();
        return declaring.Any(each => methods.Find(each) is not null) || IsGenerated(method);
    }

    private static bool IsGenerated(IMethodSymbol method) => method.DeclaringSyntaxReferences
        .Any(reference => reference.SyntaxTree.FilePath.Replace('\\', '/').Contains("RunInProcessGenerator/"));
}
