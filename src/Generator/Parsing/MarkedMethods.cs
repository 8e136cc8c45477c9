using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>Which methods are marked, seen from the calls of one compilation.</summary>
/// <remarks>Made once per compilation and forgotten with it; nothing of it enters a model.</remarks>
internal sealed class MarkedMethods
{
    private static readonly ConditionalWeakTable<Compilation, MarkedMethods> ByCompilation = new();

    private readonly Compilation compilation;
    private readonly HashSet<string> names;
    private readonly Dictionary<IMethodSymbol, AttributeData> assemblyMarked = new(SymbolEqualityComparer.Default);
    private readonly HashSet<IMethodSymbol> refused = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IMethodSymbol, bool> qualified = new(SymbolEqualityComparer.Default);

    private MarkedMethods(Compilation compilation, CancellationToken cancellationToken)
    {
        this.compilation = compilation;
        names = new HashSet<string>(MarkedNames.InSource(compilation, cancellationToken), StringComparer.Ordinal);
        names.UnionWith(MarkedNames.InReferences(compilation));
        foreach (var mark in Marks.OfAssembly(compilation.Assembly))
        {
            foreach (var method in mark.Methods(compilation).Where(method => !assemblyMarked.ContainsKey(method)))
            {
                assemblyMarked.Add(method, mark.Attribute);
                names.Add(method.Name);
            }

            // A mark without a name asks for what qualifies; one with a name asks for every static overload.
            foreach (var method in mark.Candidates().Where(method => mark.MethodName is not null && method.IsStatic && !Qualifies(method)))
            {
                refused.Add(method);
                names.Add(method.Name);
            }
        }
    }

    /// <summary>The marks as the compilation sees them.</summary>
    public static MarkedMethods Of(Compilation compilation, CancellationToken cancellationToken)
    {
        if (!ByCompilation.TryGetValue(compilation, out var found))
        {
            var made = new MarkedMethods(compilation, cancellationToken);
            found = ByCompilation.GetValue(compilation, _ => made);
        }

        return found;
    }

    /// <summary>Whether there is nothing marked, so that no call needs a look.</summary>
    public bool IsEmpty => names.Count == 0;

    /// <summary>Methods marked on the assembly that do not carry a mark of their own in this compilation.</summary>
    public IEnumerable<KeyValuePair<IMethodSymbol, AttributeData>> AssemblyMarked =>
        assemblyMarked.Where(pair => !IsOwn(pair.Key) || Marks.Of(pair.Key) is null);

    /// <summary>The method as it was declared, with its body.</summary>
    public static IMethodSymbol Declared(IMethodSymbol called)
    {
        var method = (called.ReducedFrom ?? called).OriginalDefinition;
        return method.PartialDefinitionPart ?? method;
    }

    /// <summary>The method that carries the mark: as it was declared, of a member of an extension block the static method behind it.</summary>
    public static IMethodSymbol Definition(IMethodSymbol called) => ExtensionMembers.Implementation(Declared(called));

    /// <summary>The method that a call means: of a generic one with the type arguments of the call, of others as it was declared.</summary>
    public static IMethodSymbol Meant(IMethodSymbol called)
    {
        var whole = called.ReducedFrom is null ? called : called.GetConstructedReducedFrom() ?? called.ReducedFrom;
        return MethodRules.IsGeneric(whole) ? ExtensionMembers.WithArguments(whole, Definition(called)) : Definition(called);
    }

    /// <summary>The cheap test: whether a method of this name may be marked.</summary>
    public bool MayBeMarked(string name) => names.Contains(name);

    /// <summary>The mark that applies to calls of the method: its own, unless a foreign one is marked here as well.</summary>
    public AttributeData? Find(IMethodSymbol method)
    {
        var own = Marks.Of(method);
        return assemblyMarked.TryGetValue(method, out var mark) && (own is null || !IsOwn(method)) ? mark : own;
    }

    /// <summary>Whether a mark on the assembly names the method, which cannot be isolated and has no mark of its own.</summary>
    public bool Refuses(IMethodSymbol method) => refused.Contains(method) && Marks.Of(method) is null;

    /// <summary>Whether the contract of the method is made from a call, rather than from a mark in this compilation.</summary>
    public bool IsForeign(IMethodSymbol method) => !IsOwn(method) && !assemblyMarked.ContainsKey(method);

    /// <summary>Whether the method can be isolated.</summary>
    public bool Qualifies(IMethodSymbol method) =>
        qualified.GetOrAdd(method, each => !MethodRules.Judge(each, compilation).Any());

    private bool IsOwn(IMethodSymbol method) => SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, compilation.Assembly);
}
