using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>Where to report: the piece of the declaration that must change.</summary>
internal static class MarkPlaces
{
    /// <summary>The parameter's type, the result's type or the name.</summary>
    public static Location Of(MethodDeclarationSyntax declaration, Violation violation)
    {
        if (violation.IsResult)
        {
            return declaration.ReturnType.GetLocation();
        }

        // By name: the receiver of an extension block is no parameter of the declaration.
        return violation.Parameter is { } parameter
            && declaration.ParameterList.Parameters.FirstOrDefault(each => each.Identifier.ValueText == parameter.Name) is { } syntax
            ? (syntax.Type ?? (SyntaxNode)syntax).GetLocation()
            : declaration.Identifier.GetLocation();
    }

    /// <summary>The name of whatever carries an attribute.</summary>
    public static Location Of(SyntaxNode owner) => owner switch
    {
        MethodDeclarationSyntax method => method.Identifier.GetLocation(),
        LocalFunctionStatementSyntax function => function.Identifier.GetLocation(),
        AccessorDeclarationSyntax accessor => accessor.Keyword.GetLocation(),
        OperatorDeclarationSyntax symbol => symbol.OperatorToken.GetLocation(),
        ConversionOperatorDeclarationSyntax conversion => conversion.Type.GetLocation(),
        LambdaExpressionSyntax lambda => lambda.ArrowToken.GetLocation(),
        EventFieldDeclarationSyntax field => field.Declaration.Variables[0].Identifier.GetLocation(),
        DestructorDeclarationSyntax finalizer => finalizer.Identifier.GetLocation(),
        _ => owner.GetLocation(),
    };

    /// <summary>What to call it in a message.</summary>
    public static string NameOf(SyntaxNode owner) => owner switch
    {
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        LocalFunctionStatementSyntax function => function.Identifier.ValueText,
        AccessorDeclarationSyntax accessor => accessor.Keyword.ValueText,
        OperatorDeclarationSyntax symbol => "operator " + symbol.OperatorToken.ValueText,
        ConversionOperatorDeclarationSyntax conversion => "operator " + conversion.Type,
        LambdaExpressionSyntax => "lambda expression",
        EventFieldDeclarationSyntax field => field.Declaration.Variables[0].Identifier.ValueText,
        DestructorDeclarationSyntax finalizer => "~" + finalizer.Identifier.ValueText,
        _ => "it",
    };
}
