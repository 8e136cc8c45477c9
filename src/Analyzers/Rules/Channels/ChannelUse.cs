using System;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>Tells whether a compilation uses channels, shared values or locks, by the text of its files alone.</summary>
/// <remarks>A project that only has the library among its references pays for a search of its text and nothing else. A library may
/// use channels without a marked method of its own.</remarks>
internal static class ChannelUse
{
    // What most of the names begin with: a file without these needs no further look.
    private static readonly string[] Beginnings = ["Process", "Shared"];

    private static readonly ImmutableArray<string> Names =
        [.. CrossingTypes.Shared.Select(name => name.Split('.')[1].Split('`')[0]).Distinct()];

    // Files outlive the compilations made of them, so that an edit looks at the edited file only.
    private static readonly ConditionalWeakTable<SyntaxTree, StrongBox<bool>> ByTree = new();

    /// <summary>Whether a file names one of the library's channels.</summary>
    public static bool IsIn(Compilation compilation, CancellationToken cancellationToken) => compilation.SyntaxTrees
        .Any(tree => ByTree.GetValue(tree, each => new StrongBox<bool>(Mentions(each, cancellationToken))).Value);

    private static bool Mentions(SyntaxTree tree, CancellationToken cancellationToken)
    {
        var text = tree.GetText(cancellationToken).ToString();
        return Beginnings.Any(Has) && Names.Any(Has);

        bool Has(string name) => text.IndexOf(name, StringComparison.Ordinal) >= 0;
    }
}
