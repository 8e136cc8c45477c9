using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;
using ProcessIsolate.Analyzers;

namespace ProcessIsolate.CodeFixes;

/// <summary>The file with the <c>JsonSerializerContext</c> that an assembly names for its isolated calls.</summary>
internal static class JsonContextFile
{
    private const string ClassName = "IsolatedCallsContext";

    /// <summary>Adds types to the first context whose source is there, or makes one.</summary>
    /// <param name="document">The file of a report.</param>
    /// <param name="types">As code names them from anywhere.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async Task<Solution> AddAsync(Document document, IReadOnlyList<string> types, CancellationToken cancellationToken)
    {
        var project = document.Project;
        var compilation = await project.GetCompilationAsync(cancellationToken).ConfigureAwait(false);
        var declared = compilation is null ? null : JsonContexts.Named(compilation.Assembly)
            .SelectMany(context => context.DeclaringSyntaxReferences)
            .FirstOrDefault(reference => project.GetDocument(reference.SyntaxTree) is not (null or SourceGeneratedDocument));
        if (declared is null)
        {
            // dotnet format drops a change that is nothing but a new file.
            return project.Solution.Workspace.Kind == WorkspaceKind.MSBuild
                ? await AppendAsync(document, types, cancellationToken).ConfigureAwait(false)
                : await CreateAsync(project, types, cancellationToken).ConfigureAwait(false);
        }

        var file = project.GetDocument(declared.SyntaxTree)!;
        var editor = await DocumentEditor.CreateAsync(file, cancellationToken).ConfigureAwait(false);
        var declaration = (ClassDeclarationSyntax)await declared.GetSyntaxAsync(cancellationToken).ConfigureAwait(false);
        editor.ReplaceNode(declaration, Extend(declaration, types));
        return editor.GetChangedDocument().Project.Solution;
    }

    /// <summary>New attributes come after those that are there, on lines of their own.</summary>
    private static ClassDeclarationSyntax Extend(ClassDeclarationSyntax declaration, IReadOnlyList<string> types)
    {
        var line = declaration.SyntaxTree.GetRoot().DescendantTrivia().FirstOrDefault(each => each.IsKind(SyntaxKind.EndOfLineTrivia));
        var end = line.IsKind(SyntaxKind.None) ? "\n" : line.ToString();
        var leading = declaration.GetLeadingTrivia();
        var indent = string.Concat(leading.Reverse().TakeWhile(each => each.IsKind(SyntaxKind.WhitespaceTrivia)));
        var made = SyntaxFactory.ParseCompilationUnit(string.Concat(types.Select(type => indent + Attribute(type) + end)) + "class C;")
            .Members[0].AttributeLists.Select(list => list.WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation)).ToList();
        if (declaration.AttributeLists.Count > 0)
        {
            return declaration.WithAttributeLists(declaration.AttributeLists.AddRange(made));
        }

        made[0] = made[0].WithLeadingTrivia(leading);
        return declaration.WithLeadingTrivia(SyntaxFactory.Whitespace(indent)).WithAttributeLists(SyntaxFactory.List(made));
    }

    private static async Task<Solution> CreateAsync(Project project, IReadOnlyList<string> types, CancellationToken cancellationToken)
    {
        var space = project.DefaultNamespace is { Length: > 0 } name ? $"\nnamespace {name};\n" : "";
        var full = project.DefaultNamespace is { Length: > 0 } outer ? outer + "." + ClassName : ClassName;
        var text = $$"""
            using System.Text.Json.Serialization;
            using ProcessIsolate;

            [assembly: RunInProcessJsonContext(typeof({{full}}))]
            {{space}}
            {{string.Concat(types.Select(type => Short(type) + "\n"))}}internal sealed partial class {{ClassName}} : JsonSerializerContext
            {
            }

            """;
        var root = SyntaxFactory.ParseCompilationUnit(text.Replace("\r\n", "\n"));
        root = root.ReplaceNodes(root.DescendantNodes().OfType<TypeOfExpressionSyntax>(), (_, current) =>
            current.WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation));

        // Editors clean up files that a fix changes, and not all of them those that it adds.
        var document = project.AddDocument(ClassName + ".cs", root);
        document = await ImportAdder.AddImportsAsync(document, Simplifier.AddImportsAnnotation, cancellationToken: cancellationToken).ConfigureAwait(false);
        document = await Simplifier.ReduceAsync(document, Simplifier.Annotation, cancellationToken: cancellationToken).ConfigureAwait(false);
        return document.Project.Solution;
    }

    /// <summary>Makes the context at the end of a file that is there.</summary>
    private static async Task<Solution> AppendAsync(Document document, IReadOnlyList<string> types, CancellationToken cancellationToken)
    {
        var root = (CompilationUnitSyntax)(await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
        var space = root.Members.OfType<FileScopedNamespaceDeclarationSyntax>().FirstOrDefault();
        var full = space is null ? ClassName : space.Name + "." + ClassName;
        var made = SyntaxFactory.ParseCompilationUnit($$"""

            [assembly: RunInProcessJsonContext(typeof({{full}}))]

            {{string.Concat(types.Select(type => Short(type) + "\n"))}}internal sealed partial class {{ClassName}} : JsonSerializerContext
            {
            }

            """.Replace("\r\n", "\n"));
        made = made.ReplaceNodes(made.DescendantNodes().OfType<AttributeListSyntax>(), (_, current) =>
            current.WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation));
        var context = made.Members[0];
        root = space is null ? root.AddMembers(context) : root.ReplaceNode(space, space.AddMembers(context));
        root = TypeNames.Import(TypeNames.Import(root, "ProcessIsolate"), "System.Text.Json.Serialization");
        return document.Project.Solution.WithDocumentSyntaxRoot(document.Id, root.AddAttributeLists([.. made.AttributeLists]));
    }

    private static string Short(string type) => Attribute(type).Replace("global::System.Text.Json.Serialization.", "");

    private static string Attribute(string type) => $"[global::System.Text.Json.Serialization.JsonSerializable(typeof({type}))]";
}
