using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using ProcessIsolate.CompilerServices;

namespace ProcessIsolate.Values;

/// <summary>What the engine learns of types by reflection.</summary>
/// <remarks>
/// Trimming takes away what nothing uses. Host and worker are the same trimmed files, so a field that is gone is gone in the
/// objects of both, and nothing reads it. A compiler ahead of time leaves fields where they are and takes away only what
/// reflection knows of them: there <see cref="ShapeTable"/> says what must be found, and a type it does not know is refused.
/// </remarks>
[UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "See the remarks.")]
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "See the remarks.")]
[UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "That the location is empty is what is asked.")]
internal static class TypeParts
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
    private const BindingFlags Statics = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    // A program that is to be published so says that no code can be made also while it runs on an ordinary runtime.
    private static readonly bool HasFiles = typeof(object).Assembly.Location.Length > 0;

    /// <summary>Whether this program was compiled ahead of time, so that reflection may find less than there is. Trimming knows the
    /// first condition.</summary>
    public static bool IsAhead => !RuntimeFeature.IsDynamicCodeSupported && !HasFiles;

    /// <summary>The fields that a type itself declares, all of them.</summary>
    /// <exception cref="UncopyableException">Reflection does not find them all.</exception>
    public static FieldInfo[] Fields(Type type)
    {
        FieldInfo[] fields = type.GetFields(Own);
        if (IsAhead && !BaseLibrary.Contains(type.Assembly))
        {
            TypeShape shape = ShapeTable.Of(type) ?? throw new UncopyableException(
                $"the build did not keep the fields of '{TypeNames.Short(type)}' for this program compiled ahead of time: declare the type in a project "
                + "that references ProcessIsolate (PISO401), and not by generated code");
            if (fields.Length < shape.Fields)
            {
                throw new UncopyableException(
                    $"'{TypeNames.Short(type)}' has {shape.Fields} fields, of which this program compiled ahead of time knows {fields.Length}");
            }
        }
        else if (IsAhead && typeof(Exception).IsAssignableFrom(type) && !ExceptionTypes.AreFieldsKept(type))
        {
            throw new UncopyableException($"the fields of '{TypeNames.Short(type)}' are not kept in a program compiled ahead of time");
        }

        return fields;
    }

    /// <summary>The fields that reflection finds, where it makes no difference whether that is all.</summary>
    public static FieldInfo[] FoundFields(Type type) => type.GetFields(Own);

    public static FieldInfo[] StaticFields(Type type) => type.GetFields(Statics);

    /// <summary>Whether a class has a finalizer, its own or a base class's.</summary>
    public static bool HasFinalizer(Type type)
    {
        if (!IsAhead)
        {
            return type.GetMethod("Finalize", BindingFlags.Instance | BindingFlags.NonPublic, Type.EmptyTypes) is { } finalizer
                && finalizer.DeclaringType != typeof(object);
        }

        for (Type? at = type; at is not null; at = at.BaseType)
        {
            if (Has(at, TypeTraits.Finalizer))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the equality of a class compares its parts: it is a record.</summary>
    public static bool IsRecord(Type type) => IsAhead
        ? Has(type, TypeTraits.Record)
        : type.GetMethod("<Clone>$", Type.EmptyTypes) is not null
            // What is left of a record in a trimmed app.
            || type.GetProperty("EqualityContract", BindingFlags.Instance | BindingFlags.NonPublic)?.PropertyType == typeof(Type)
            || type.GetMethod("get_EqualityContract", BindingFlags.Instance | BindingFlags.NonPublic)?.ReturnType == typeof(Type);

    /// <summary>Whether a class has code of its own that makes hash codes.</summary>
    public static bool HasEquality(Type type)
    {
        if (!IsAhead)
        {
            return type.GetMethod(nameof(GetHashCode), Type.EmptyTypes)?.DeclaringType != typeof(object);
        }

        for (Type? at = type; at is not null && at != typeof(object); at = at.BaseType)
        {
            if (ShapeTable.Of(at) is not { } shape || (shape.Traits & (TypeTraits.Equality | TypeTraits.Record)) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether only a type itself makes its instances.</summary>
    public static bool MakesItself(Type type) => IsAhead
        ? Has(type, TypeTraits.MakesItself)
        : type.GetConstructors().Length == 0 && !Array.Exists(type.GetConstructors(Own), static each => each.IsAssembly);

    /// <summary>The methods marked with <see cref="OnDeserializedAttribute"/>, of base classes first.</summary>
    /// <exception cref="UncopyableException">Reflection does not find them.</exception>
    public static List<MethodInfo> Completions(Type type)
    {
        List<MethodInfo> found = [];
        for (Type? at = type; at is not null && !BaseLibrary.Contains(at.Assembly); at = at.BaseType)
        {
            int before = found.Count;
            foreach (MethodInfo method in at.GetMethods(Own))
            {
                if (method.IsDefined(typeof(OnDeserializedAttribute), false))
                {
                    found.Insert(0, method);
                }
            }

            if (IsAhead && found.Count == before && Has(at, TypeTraits.Completion))
            {
                throw new UncopyableException($"the method with [OnDeserialized] of '{TypeNames.Short(at)}' was left out of the program");
            }
        }

        return found;
    }

    private static bool Has(Type type, TypeTraits trait) => ShapeTable.Of(type) is { } shape && (shape.Traits & trait) != 0;
}
