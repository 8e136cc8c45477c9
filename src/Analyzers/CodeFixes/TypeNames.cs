using System.Linq;
using Microsoft.CodeAnalysis;
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
}
