using System;
using System.IO;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace ProcessIsolate.Analyzers;

/// <summary>What the generator left in a compilation.</summary>
/// <param name="Compilation">The compilation, with all generated files.</param>
/// <param name="HasRun">Whether its marker is there, which it adds to every compilation.</param>
/// <param name="HasInterceptors">Whether its file of interceptors is there, with or without any in it. An editor leaves it out
/// while one types: a missing interceptor says something only where the file was made.</param>
internal sealed record GeneratorOutput(Compilation Compilation, bool HasRun, bool HasInterceptors)
{
    private const string Folder = "RunInProcessGenerator/";
    private static readonly string[] RazorEndings = [".cshtml", ".razor"];

    /// <summary>Looks for the generator's files.</summary>
    public static GeneratorOutput Of(Compilation compilation) =>
        new(compilation, Has(compilation, "Marker.g.cs"), Has(compilation, "Interceptors.g.cs"));

    /// <summary>Why a call in the file has no interceptor, and what to do.</summary>
    public string WhyNotSeen(string method, SyntaxTree tree, CancellationToken cancellationToken)
    {
        var explicitly = $"call '{method}Async' or a pool's 'Run'";
        var elsewhere = "move the call into a C# file of your own, or " + explicitly;
        if (FindTwin(tree, cancellationToken) is { } twin)
        {
            return $"'{Path.GetFileName(tree.FilePath)}' and '{twin.FilePath}' have the same content, and the compiler cannot tell their calls apart;"
                + " keep one of them, or make them differ by a comment";
        }

        // Hidden lines are mapped to no path.
        var place = tree.GetLineMappings(cancellationToken).Select(mapping => mapping.MappedSpan.Path ?? "").FirstOrDefault(IsRazor);
        return place is not null ? $"'{Path.GetFileName(place)}' becomes code in another generator, which ours does not see; {elsewhere}"
            : GeneratedFiles.Contain(tree, cancellationToken) ? $"another generator wrote this file, which ours does not see; {elsewhere}"
            : "the generator did not see which method is meant, because another generator makes a type or member in this call; "
                + "give arguments types that are known without it, such as a local variable's, or " + explicitly;
    }

    private static bool IsRazor(string path) => RazorEndings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private static bool Has(Compilation compilation, string file) => compilation.SyntaxTrees
        .Any(tree => tree.FilePath.Replace('\\', '/').EndsWith(Folder + file, StringComparison.Ordinal));

    private SyntaxTree? FindTwin(SyntaxTree tree, CancellationToken cancellationToken)
    {
        var text = tree.GetText(cancellationToken);
        return Compilation.SyntaxTrees.FirstOrDefault(each =>
            each != tree && each.Length == tree.Length && each.GetText(cancellationToken).ContentEquals(text));
    }
}
