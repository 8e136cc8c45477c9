using System;
using System.Collections.Generic;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using ProcessIsolate.Sharing;

namespace ProcessIsolate.Values;

/// <summary>Decides how values of a type travel.</summary>
internal static class CodecFactory
{
    public static ValueCodec CreateValue(Type type)
    {
        if (type == typeof(string))
        {
            return new TextCodec();
        }

        if (type.IsPointer || type.IsFunctionPointer || type == typeof(nint) || type == typeof(nuint))
        {
            return new RefusedValueCodec(type, IntPtr.Size, "an address or handle is valid in one process only");
        }

        if (!type.IsValueType)
        {
            return new ReferenceCodec(type);
        }

        if (type == typeof(bool))
        {
            return new CheckedCodec<bool>(static (ref byte bits) => bits <= 1);
        }

        if (type.IsPrimitive || type.IsEnum)
        {
            return new PlainCodec(type, FieldSizes.OfPrimitive(type.IsEnum ? Enum.GetUnderlyingType(type) : type));
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return new NullableCodec(type, ValueCodec.For(underlying), TypeMaker.SizeOf(type) - TypeMaker.SizeOf(underlying));
        }

        if (BaseLibrary.FindValue(type) is { } known)
        {
            return known;
        }

        if (type.IsByRefLike || BaseLibrary.Contains(type.Assembly))
        {
            return new RefusedValueCodec(type, type.IsByRefLike ? 0 : TypeMaker.SizeOf(type), $"'{type}' belongs to one process");
        }

        try
        {
            return new StructCodec(type);
        }
        catch (UncopyableException exception)
        {
            return new RefusedValueCodec(type, TypeMaker.SizeOf(type), exception.Message);
        }
    }

    public static ObjectCodec CreateObject(Type type)
    {
        if (type == typeof(string))
        {
            return new TextObjectCodec();
        }

        if (type.IsValueType)
        {
            return ValueCodec.For(type) is var value && value is RefusedValueCodec refused
                ? new RefusedObjectCodec(type, refused.Reason) : new BoxCodec(type, value);
        }

        if (type.IsArray)
        {
            Type element = type.GetElementType()!;
            return element.IsPointer || element.IsFunctionPointer
                ? new RefusedObjectCodec(type, "an address is valid in one process only")
                : type.IsSZArray ? new VectorCodec(type, ValueCodec.For(element), TypeMaker.SizeOf(element))
                : new ArrayCodec(type, ValueCodec.For(element), TypeMaker.SizeOf(element));
        }

        try
        {
            return SharedTypes.Find(type) is not null ? new SharedObjectCodec(type) : BaseLibrary.FindObject(type)
                ?? (WhyNot(type) is { } reason ? new RefusedObjectCodec(type, reason) : new ClassCodec(type, FindCompleted(type)));
        }
        catch (UncopyableException exception)
        {
            return new RefusedObjectCodec(type, exception.Message);
        }
    }

    /// <summary>What is to be called when an object stands: <see cref="OnDeserializedAttribute"/>.</summary>
    public static Action<object>? FindCompleted(Type type)
    {
        List<MethodInfo> found = TypeParts.Completions(type);
        return found.Count == 0 ? null : value =>
        {
            foreach (MethodInfo method in found)
            {
#pragma warning disable SYSLIB0050 // The attribute's methods take it.
                method.Invoke(value, BindingFlags.DoNotWrapExceptions, null, [default(StreamingContext)], null);
#pragma warning restore SYSLIB0050
            }
        };
    }

    private static string? WhyNot(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            return "a delegate is code with state of this process";
        }

        if (type.IsAbstract || type.IsInterface)
        {
            return "no object is of just that type";
        }

        Type based = type;
        while (!BaseLibrary.Contains(based.Assembly))
        {
            based = based.BaseType!;
        }

        if (based != typeof(object) && !BaseLibrary.IsPlainBase(based))
        {
            return based == type
                ? "it belongs to one process, or keeps to itself what it is made of"
                : $"its base class '{TypeNames.Short(based)}' belongs to one process, or keeps to itself what it is made of";
        }

        if (TypeParts.HasFinalizer(type))
        {
            return "it has a finalizer, so it owns something of this process";
        }

        return type.IsCOMObject ? "it is a COM object"
            : Enumerables.IsIterator(type) ? "it is an iterator, which holds code"
            : typeof(IAsyncStateMachine).IsAssignableFrom(type) ? "it is the state of an asynchronous method"
            : null;
    }
}
