using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Reflection.Metadata;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>A type as a referenced assembly names it.</summary>
/// <param name="Name">Its name in metadata; empty for what is no class or structure by itself.</param>
/// <param name="IsHere">Whether that assembly declares it.</param>
/// <param name="IsValueType">Whether it is a structure.</param>
/// <param name="Arguments">Its type arguments, or the element of an array.</param>
internal sealed record LibraryTypeName(string Name, bool IsHere, bool IsValueType, ImmutableArray<LibraryTypeName> Arguments)
{
    public static readonly LibraryTypeName None = new("", false, false, []);

    /// <summary>The type and all that it is made of.</summary>
    public IEnumerable<LibraryTypeName> Parts() => Arguments.SelectMany(each => each.Parts()).Prepend(this);
}

/// <summary>Decodes the types of fields.</summary>
internal sealed class LibrarySignatures : ISignatureTypeProvider<LibraryTypeName, object?>
{
    private const byte ValueType = 0x11;

    public static string NameOf(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        var outer = type.GetDeclaringType();
        return outer.IsNil ? Join(reader, type.Namespace, type.Name) : NameOf(reader, outer) + "+" + reader.GetString(type.Name);
    }

    public LibraryTypeName GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        new(NameOf(reader, handle), true, rawTypeKind == ValueType, []);

    public LibraryTypeName GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
        new(NameOf(reader, handle), false, rawTypeKind == ValueType, []);

    public LibraryTypeName GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public LibraryTypeName GetPrimitiveType(PrimitiveTypeCode typeCode) =>
        new("System." + typeCode, false, typeCode is not (PrimitiveTypeCode.String or PrimitiveTypeCode.Object), []);

    public LibraryTypeName GetGenericInstantiation(LibraryTypeName genericType, ImmutableArray<LibraryTypeName> typeArguments) =>
        genericType with { Arguments = typeArguments };

    public LibraryTypeName GetArrayType(LibraryTypeName elementType, ArrayShape shape) => GetSZArrayType(elementType);

    public LibraryTypeName GetSZArrayType(LibraryTypeName elementType) => new("", false, false, [elementType]);

    public LibraryTypeName GetModifiedType(LibraryTypeName modifier, LibraryTypeName unmodifiedType, bool isRequired) => unmodifiedType;

    public LibraryTypeName GetPinnedType(LibraryTypeName elementType) => elementType;

    public LibraryTypeName GetByReferenceType(LibraryTypeName elementType) => LibraryTypeName.None;

    public LibraryTypeName GetPointerType(LibraryTypeName elementType) => LibraryTypeName.None;

    public LibraryTypeName GetFunctionPointerType(MethodSignature<LibraryTypeName> signature) => LibraryTypeName.None;

    public LibraryTypeName GetGenericMethodParameter(object? genericContext, int index) => LibraryTypeName.None;

    public LibraryTypeName GetGenericTypeParameter(object? genericContext, int index) => LibraryTypeName.None;

    private static string NameOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        return type.ResolutionScope.Kind is HandleKind.TypeReference
            ? NameOf(reader, (TypeReferenceHandle)type.ResolutionScope) + "+" + reader.GetString(type.Name)
            : Join(reader, type.Namespace, type.Name);
    }

    private static string Join(MetadataReader reader, StringHandle space, StringHandle name) =>
        space.IsNil ? reader.GetString(name) : reader.GetString(space) + "." + reader.GetString(name);
}
