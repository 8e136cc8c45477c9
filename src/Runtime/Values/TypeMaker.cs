using System;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
#if !NET9_0_OR_GREATER
using System.Runtime.InteropServices;
#endif

namespace ProcessIsolate.Values;

/// <summary>Makes objects and types by reflection.</summary>
/// <remarks>Of types that the sender's object or field has: what is made exists in this program, which is the sender's, too.
/// Codecs of generic types are kept by generated code; one that is not there fails at the sender, by name.</remarks>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "See the remarks.")]
[UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "See the remarks.")]
[UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "No constructor runs, or it is kept with its codec.")]
[UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "No constructor runs, or it is kept with its codec.")]
[UnconditionalSuppressMessage("AOT", "IL3050", Justification = "See the remarks.")]
internal static class TypeMaker
{
    /// <summary>An object that no constructor has seen.</summary>
    public static object NewObject(Type type) => RuntimeHelpers.GetUninitializedObject(type);

    public static Array NewVector(Type element, int length) => Array.CreateInstance(element, length);

    public static Array NewArray(Type element, int[] lengths, int[] bounds) => Array.CreateInstance(element, lengths, bounds);

    /// <summary>Makes the codec of a generic type: a generic class with the same parameters.</summary>
    /// <exception cref="UncopyableException">It is not in this program, which was compiled ahead of time.</exception>
    public static object NewCodec(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type codec, Type[] arguments, Type type, params object?[] more)
    {
        try
        {
            return Activator.CreateInstance(codec.MakeGenericType(arguments), more)!;
        }
        catch (Exception exception) when (TypeParts.IsAhead && exception is NotSupportedException or MissingMethodException)
        {
            throw new UncopyableException(
                $"the code for it is not in this program compiled ahead of time; name it by [assembly: RunInProcessKnownType(typeof({TypeNames.Short(type)}))]");
        }
    }

    public static Type MakeGeneric(Type definition, Type[] arguments) => definition.MakeGenericType(arguments);

    public static Type MakeVector(Type element) => element.MakeArrayType();

    public static Type MakeArray(Type element, int rank) => element.MakeArrayType(rank);

    public static Type Resolve(Module module, int token) => module.ResolveType(token);

    /// <summary>The size of an element of an array of that type.</summary>
    public static unsafe int SizeOf(Type type)
    {
#if NET9_0_OR_GREATER
        return RuntimeHelpers.SizeOf(type.TypeHandle);
#else
        Array one = Array.CreateInstance(type, 1);
        fixed (byte* first = &MemoryMarshal.GetArrayDataReference(one))
        {
            return (int)(Marshal.UnsafeAddrOfPinnedArrayElement(one, 1) - (nint)first);
        }
#endif
    }
}
