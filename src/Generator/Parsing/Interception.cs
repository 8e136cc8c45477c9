using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>Whether calls in a file can be intercepted.</summary>
internal static class Interception
{
    // Generated code uses file-local types; numbers of language versions are major * 100 + minor.
    private const int LowestLanguageVersion = 1100;

    /// <summary>What is missing and what to do about it; null when nothing is.</summary>
    public static string? FindProblem(SyntaxTree tree)
    {
        if (tree.Options is not CSharpParseOptions options)
        {
            return null;
        }

        if ((int)options.LanguageVersion < LowestLanguageVersion)
        {
            return "interceptors need C# 11 or later; set <LangVersion>latest</LangVersion> in the project";
        }

        return IsEnabled(tree, KnownNames.GeneratedNamespace)
            ? null
            : "interceptors are not enabled; add <InterceptorsNamespaces>$(InterceptorsNamespaces);" + KnownNames.GeneratedNamespace
                + "</InterceptorsNamespaces> to the project";
    }

    /// <summary>Whether code in a namespace may intercept calls in the file.</summary>
    public static bool IsEnabled(SyntaxTree tree, string space) => tree.Options is CSharpParseOptions options
        && (IsEnabled(options, KnownNames.InterceptorsFeature, space) || IsEnabled(options, KnownNames.InterceptorsPreviewFeature, space));

    private static bool IsEnabled(CSharpParseOptions options, string feature, string space) =>
        options.Features.TryGetValue(feature, out var namespaces)
        && namespaces.Split(';').Select(each => each.Trim()).Any(each =>
            each == space || (each.Length > 0 && space.StartsWith(each + ".", StringComparison.Ordinal)));
}
