using System;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ProcessIsolate.Analyzers;

/// <summary>Finds the comparer that a collection member starts with.</summary>
internal static class InitialComparer
{
    /// <summary>As the initializer names it; null where it names none, or one that makes no difference.</summary>
    public static string? Find(ISymbol member)
    {
        var type = member switch
        {
            IPropertySymbol property => property.Type,
            IFieldSymbol field => field.Type,
            _ => null,
        };
        if (type is null || !Comparers.MayHold(type))
        {
            return null;
        }

        foreach (var reference in member.DeclaringSyntaxReferences)
        {
            var value = reference.GetSyntax() switch
            {
                PropertyDeclarationSyntax property => property.Initializer?.Value,
                VariableDeclaratorSyntax variable => variable.Initializer?.Value,
                _ => null,
            };
            var argument = (value as BaseObjectCreationExpressionSyntax)?.ArgumentList?.Arguments.LastOrDefault()?.Expression.ToString();
            if (argument is not null && argument.IndexOf("Comparer", StringComparison.Ordinal) >= 0
                && !argument.EndsWith("StringComparer.Ordinal", StringComparison.Ordinal) && !argument.EndsWith(".Default", StringComparison.Ordinal))
            {
                return argument;
            }
        }

        return null;
    }
}
