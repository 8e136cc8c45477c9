using System.Linq;
using Microsoft.CodeAnalysis;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>The members of C# 14 extension blocks: what runs is a static method of the class around the block, which takes the receiver as its
/// first argument.</summary>
internal static class ExtensionMembers
{
    /// <summary>The static method behind a member of an extension block.</summary>
    /// <returns>The method itself when it is none, or when the compiler does not show it.</returns>
    public static IMethodSymbol Implementation(IMethodSymbol method)
    {
        // The compiler we build against has no word for such a type; it has no name.
        if (method.ContainingType is not { Name.Length: 0, ContainingType: { } outer } block || method.MethodKind is not MethodKind.Ordinary)
        {
            return method;
        }

        var receivers = method.IsStatic ? 0 : 1;
        return outer.GetMembers(method.Name).OfType<IMethodSymbol>().FirstOrDefault(each => each.IsStatic
            && each.Parameters.Length == method.Parameters.Length + receivers
            && each.TypeParameters.Length == method.TypeParameters.Length + block.TypeParameters.Length
            && each.Parameters.Skip(receivers).Zip(method.Parameters, (left, right) =>
                left.Type.ToDisplayString(SymbolNames.Full) == right.Type.ToDisplayString(SymbolNames.Full) && left.RefKind == right.RefKind).All(same => same)
            && (receivers == 0 || SharesDeclaration(each, method))) ?? method;
    }

    /// <summary>The static method behind a member of a block, with the type arguments that a call gives to block and member.</summary>
    public static IMethodSymbol WithArguments(IMethodSymbol called, IMethodSymbol implementation) =>
        SymbolEqualityComparer.Default.Equals(called.OriginalDefinition, implementation.OriginalDefinition) ? called
        : called.ContainingType.TypeArguments.AddRange(called.TypeArguments) is var arguments && arguments.Length == implementation.TypeParameters.Length
            && arguments.Length > 0 ? implementation.Construct([.. arguments])
        : implementation;

    /// <summary>Whether the method is called on its first argument.</summary>
    public static bool IsReceived(IMethodSymbol method) => method is { IsStatic: false, ContainingType: { Name.Length: 0, ContainingType: not null } };

    // Blocks for several types may have members of one name.
    private static bool SharesDeclaration(IMethodSymbol implementation, IMethodSymbol method) =>
        implementation.Locations.Any(method.Locations.Contains) || implementation.Locations.IsEmpty || method.DeclaringSyntaxReferences.IsEmpty;
}
