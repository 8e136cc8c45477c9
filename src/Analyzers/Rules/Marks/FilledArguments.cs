using System.Linq;
using Microsoft.CodeAnalysis;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>PISO302 for methods of other assemblies, whose bodies are not seen: which of them work in an argument of their caller.</summary>
internal static class FilledArguments
{
    private const string Reason =
        "the caller would not see what '{0}' does to it; set CopyBack = true on the mark, or CopyBack = false where it only reads";

    /// <summary>The first such argument of the methods that a mark isolates.</summary>
    /// <returns>Null when there is none, or when the mark says what is wanted.</returns>
    public static Violation? Find(AssemblyMark mark, Compilation compilation)
    {
        if (mark.Attribute.NamedArguments.Any(each => each.Key == "CopyBack")
            || SymbolEqualityComparer.Default.Equals(mark.Type.ContainingAssembly, compilation.Assembly))
        {
            return null;
        }

        var filled = mark.Methods(compilation)
            .SelectMany(method => method.Parameters.Where(parameter => IsFilled(method, parameter) && !ReferenceRules.IsCopiedBack(parameter, mark.Attribute)))
            .FirstOrDefault();
        return filled is null
            ? null
            : new Violation(RuleIds.ArgumentWrite, filled.Name, string.Format(System.Globalization.CultureInfo.InvariantCulture, Reason, filled.ContainingSymbol.Name));
    }

    // A method without a result has an effect elsewhere. Where the base library's have theirs is known.
    private static bool IsFilled(IMethodSymbol method, IParameterSymbol parameter) => parameter.RefKind is RefKind.None && !parameter.IsParams
        && (Mutators.IsFilled(method, parameter)
            || (MethodRules.ResultOf(method) is null && CanBeFilled(parameter.Type) && !CopiedTypes.IsOfBaseLibrary(method.ContainingAssembly.Name)));

    private static bool CanBeFilled(ITypeSymbol type) => Mutators.IsCollection(type)
        && !(type.TypeKind is TypeKind.Interface
            && (type.Name.StartsWith("IReadOnly", System.StringComparison.Ordinal) || type.Name.StartsWith("IEnumerable", System.StringComparison.Ordinal)));
}
