using Microsoft.CodeAnalysis.CSharp;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>Identifiers as code writes them.</summary>
internal static class Identifiers
{
    /// <summary>The name, with an @ where it is a keyword.</summary>
    public static string Escape(string name) =>
        SyntaxFacts.GetKeywordKind(name) is SyntaxKind.None && SyntaxFacts.GetContextualKeywordKind(name) is SyntaxKind.None
            ? name
            : "@" + name;
}
