using System.Linq;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Microsoft.CodeAnalysis;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>What comes back of a method's arguments: variables passed by reference, and objects that are changed in place.</summary>
internal static class ReferenceRules
{
    private const string Out = "System.Runtime.InteropServices.OutAttribute";

    /// <summary>Whether the method writes the caller's variable.</summary>
    public static bool IsWritten(IParameterSymbol parameter) => parameter.RefKind is RefKind.Ref or RefKind.Out;

    /// <summary>Whether the method writes some variable of its caller.</summary>
    public static bool AreWritten(IMethodSymbol method) => method.Parameters.Any(IsWritten);

    /// <summary>Whether what the method does to the argument is done to the caller's objects.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="mark">The method's mark, or the one on the assembly.</param>
    public static bool IsCopiedBack(IParameterSymbol parameter, AttributeData mark) => IsWritten(parameter)
        || (HasObjects(parameter.Type) && (CopiesAll(mark) || IsMarked(parameter)));

    /// <summary>Whether the mark says so of all arguments.</summary>
    public static bool CopiesAll(AttributeData mark) => mark.NamedArguments.Any(each => each is { Key: "CopyBack", Value.Value: true });

    /// <summary>Why a reference cannot cross whose type can.</summary>
    /// <returns>Null when it can.</returns>
    public static string? FindProblem(IParameterSymbol parameter, bool returnsLater) =>
        parameter.RefKind is RefKind.None ? null
        : parameter.Type.IsRefLikeType ? "it lives on the stack of one thread"
        : !IsWritten(parameter) ? null
        : SymbolNames.Is(parameter.Type, KnownNames.CancellationToken) ? "a cancellation token is not given back"
        : returnsLater ? "it would be written when the caller has long gone on; have the task yield the value"
        : null;

    // Of plain values, texts, spans and tokens there is nothing that could be changed in place.
    private static bool HasObjects(ITypeSymbol type) => !type.IsUnmanagedType && !type.IsRefLikeType && type.SpecialType is not SpecialType.System_String
        && !SymbolNames.Is(type, KnownNames.CancellationToken) && CarriedTypes.KindOf(type) is null;

    private static bool IsMarked(IParameterSymbol parameter) => SymbolNames.Attribute(parameter, Out) is not null || IsMarkedInMetadata(parameter);

    // Compiled, the attribute is a flag, which symbols do not show.
    private static bool IsMarkedInMetadata(IParameterSymbol parameter)
    {
        var method = parameter.OriginalDefinition.ContainingSymbol;
        if (method is not { MetadataToken: not 0 and var token } || method.ContainingModule?.GetMetadata() is not { } module)
        {
            return false;
        }

        var reader = module.GetMetadataReader();
        return MetadataTokens.Handle(token) is { Kind: HandleKind.MethodDefinition } handle
            && reader.GetMethodDefinition((MethodDefinitionHandle)handle).GetParameters().Select(reader.GetParameter)
                .Any(each => each.SequenceNumber == parameter.Ordinal + 1 && (each.Attributes & ParameterAttributes.Out) != 0);
    }
}
