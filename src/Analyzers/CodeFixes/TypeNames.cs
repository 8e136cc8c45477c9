using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace ProcessIsolate.CodeFixes;

/// <summary>Writes types into a file: as short as what it imports allows, with a using where one is missing.</summary>
internal static class TypeNames
{
    /// <summary>A named type.</summary>
    public static SyntaxNode Of(DocumentEditor editor, string metadataName) =>
        editor.SemanticModel.Compilation.GetTypeByMetadataName(metadataName) is { } type
            ? Of(editor, type)
            : editor.Generator.DottedName(metadataName.Split('.', '+').Last());

    /// <summary>A type.</summary>
    public static SyntaxNode Of(DocumentEditor editor, ITypeSymbol type) =>
        editor.Generator.TypeExpression(type).WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation);

    /// <summary>Makes sure that a file sees the extension methods of a namespace.</summary>
    public static void Import(DocumentEditor editor, string space)
    {
        var end = editor.OriginalRoot.Span.End;
        var isSeen = editor.SemanticModel.GetImportScopes(end).SelectMany(scope => scope.Imports)
            .Any(import => import.NamespaceOrType.ToDisplayString() == space);
        if (isSeen)
        {
            return;
        }

        editor.ReplaceNode(editor.OriginalRoot, (current, _) => Import((CompilationUnitSyntax)current, space));
    }

    /// <summary>The file with a using for the namespace, in its place among the others.</summary>
    public static CompilationUnitSyntax Import(CompilationUnitSyntax root, string space)
    {
        if (root.Usings.Any(each => each.Name?.ToString() == space))
        {
            return root;
        }

        var directive = SyntaxFactory.ParseCompilationUnit("using " + space + ";\n").Usings[0];
        var next = root.Usings.TakeWhile(each => Precedes(each.Name?.ToString() ?? "", space)).Count();
        return root.WithUsings(root.Usings.Insert(next, directive));
    }

    // Namespaces of the framework first, as editors sort them.
    private static bool Precedes(string left, string right) =>
        IsSystem(left) == IsSystem(right) ? string.CompareOrdinal(left, right) < 0 : IsSystem(left);

    private static bool IsSystem(string space) => space == "System" || space.StartsWith("System.", System.StringComparison.Ordinal);
}
