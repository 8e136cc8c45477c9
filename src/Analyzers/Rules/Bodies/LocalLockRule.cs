using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>PISO309: a lock object is static state too, and each process locks its own.</summary>
/// <remarks>Only what stands in the marked method itself: a lock inside of a library guards that library's own state. Silent where the
/// body starts threads, which the lock does keep apart.</remarks>
internal static class LocalLockRule
{
    private static readonly ImmutableDictionary<string, ImmutableHashSet<string>> Locks = new Dictionary<string, ImmutableHashSet<string>>
    {
        ["System.Threading.Lock"] = ["Enter", "EnterScope", "TryEnter"],
        ["System.Threading.SemaphoreSlim"] = ["Wait", "WaitAsync"],
        ["System.Threading.ReaderWriterLockSlim"] = ["EnterReadLock", "EnterWriteLock", "EnterUpgradeableReadLock", "TryEnterWriteLock"],
        ["System.Threading.ReaderWriterLock"] = ["AcquireReaderLock", "AcquireWriterLock"],
    }.ToImmutableDictionary();

    /// <summary>One report for each lock taken on something static.</summary>
    public static IEnumerable<Diagnostic> Find(MarkedBody marked, ImmutableArray<IOperation> blocks)
    {
        if (marked.Own.IsParallel)
        {
            yield break;
        }

        foreach (var taken in blocks.SelectMany(block => block.DescendantsAndSelf()).Select(Taken).OfType<IMemberReferenceOperation>())
        {
            if (StaticMembers.IsState(taken.Member))
            {
                yield return marked.Report(
                    RuleIds.LocalLock,
                    marked.Bodies[0],
                    taken.Syntax,
                    NamedMembers.NameOf(taken.Member),
                    "each worker locks an object of its own and runs one call at a time; use a ProcessLock or a named Mutex");
            }
        }
    }

    private static IOperation? Taken(IOperation operation) => operation switch
    {
        ILockOperation { LockedValue: var value } => Unconverted(value),
        IInvocationOperation { Instance: { } instance, TargetMethod: var method }
            when Locks.TryGetValue(SymbolNames.Metadata(method.ContainingType), out var names) && names.Contains(method.Name) => instance,
        IInvocationOperation { TargetMethod: { Name: "Enter" or "TryEnter" } method, Arguments: { IsEmpty: false } arguments }
            when SymbolNames.Is(method.ContainingType, "System.Threading.Monitor") => Unconverted(arguments[0].Value),
        _ => null,
    };

    private static IOperation Unconverted(IOperation value) => value is IConversionOperation conversion ? conversion.Operand : value;
}
