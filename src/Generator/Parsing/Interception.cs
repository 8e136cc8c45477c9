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

        return IsEnabled(options, KnownNames.InterceptorsFeature) || IsEnabled(options, KnownNames.InterceptorsPreviewFeature)
            ? null
            : "interceptors are not enabled; add <InterceptorsNamespaces>$(InterceptorsNamespaces);" + KnownNames.GeneratedNamespace
                + "</InterceptorsNamespaces> to the project";
    }

    private static bool IsEnabled(CSharpParseOptions options, string feature) =>
        options.Features.TryGetValue(feature, out var namespaces)
        && namespaces.Split(';').Select(each => each.Trim()).Any(each =>
            each == KnownNames.GeneratedNamespace
            || (each.Length > 0 && KnownNames.GeneratedNamespace.StartsWith(each + ".", StringComparison.Ordinal)));
}
