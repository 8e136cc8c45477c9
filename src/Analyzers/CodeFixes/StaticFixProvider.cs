using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.CodeFixes;

/// <summary>Makes a marked method static where it uses nothing of its instance, and lets the file's calls name the type.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class StaticFixProvider : RuleFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [RuleIds.NotStaticMethod];

    /// <inheritdoc/>
    protected override async Task<ImmutableArray<Fix>> FindAsync(
        Document document, SyntaxNode node, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        if (node is not MethodDeclarationSyntax declaration
            || await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is not { } model
            || model.GetDeclaredSymbol(declaration, cancellationToken) is not IMethodSymbol method
            || !MayBecomeStatic(method)
            || UsesInstance(declaration, model, cancellationToken))
        {
            return [];
        }

        return [new Fix("Make the method static", (editor, token) =>
        {
            MakeStatic(editor, declaration, method, token);
            return Task.CompletedTask;
        })];
    }

    private static bool MayBecomeStatic(IMethodSymbol method) =>
        method is { IsStatic: false, IsAbstract: false, IsVirtual: false, IsOverride: false, MethodKind: MethodKind.Ordinary, PartialDefinitionPart: null }
        && method.PartialImplementationPart is null
        && method.ContainingType is { TypeKind: TypeKind.Class or TypeKind.Struct, Name.Length: > 0 } type
        && !type.AllInterfaces.SelectMany(each => each.GetMembers(method.Name))
            .Any(member => SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(member), method));

    private static bool UsesInstance(MethodDeclarationSyntax declaration, SemanticModel model, CancellationToken cancellationToken)
    {
        if (model.GetOperation(declaration, cancellationToken) is not { } body)
        {
            return true;
        }

        // What a primary constructor's parameter holds belongs to the instance as well.
        return body.Descendants().Any(each => each is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }
            || (each is IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } }));
    }

    private static void MakeStatic(
        DocumentEditor editor, MethodDeclarationSyntax declaration, IMethodSymbol method, CancellationToken cancellationToken)
    {
        var modifiers = editor.Generator.GetModifiers(declaration);
        editor.SetModifiers(declaration, modifiers.WithIsStatic(true).WithIsReadOnly(false));
        foreach (var access in editor.OriginalRoot.DescendantNodes().OfType<MemberAccessExpressionSyntax>())
        {
            if (access.Name.Identifier.ValueText == method.Name
                && SymbolEqualityComparer.Default.Equals(editor.SemanticModel.GetSymbolInfo(access, cancellationToken).Symbol?.OriginalDefinition, method)
                && editor.SemanticModel.GetSymbolInfo(access.Expression, cancellationToken).Symbol is not INamedTypeSymbol)
            {
                editor.ReplaceNode(access.Expression, TypeNames.Of(editor, method.ContainingType).WithTriviaFrom(access.Expression));
            }
        }
    }
}
