using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;

namespace ProcessIsolate.Values;

/// <summary>Lazy sequences, which hold code: behind <see cref="IEnumerable{T}"/> their elements travel instead.</summary>
internal static class Enumerables
{
    /// <summary>Whether the type is an iterator that the compiler made of a method with <c>yield</c>.</summary>
    public static bool IsIterator(Type type) =>
        typeof(IEnumerator).IsAssignableFrom(type) && type.IsDefined(typeof(CompilerGeneratedAttribute), false) && type.Name.StartsWith('<')
        && !type.Name.StartsWith("<>z__", StringComparison.Ordinal);

    /// <summary>Runs a lazy sequence to its end while the method's call lasts: it is the method's own code.</summary>
    public static T Complete<T>(T result) => result is not null && TryToArray(result, typeof(T)) is { } array ? (T)(object)array : result;

    public static Array? TryToArray(object value, Type declared)
    {
        Type type = value.GetType();
        if (value is not IEnumerable sequence || !(IsIterator(type) || type.Assembly == typeof(Enumerable).Assembly))
        {
            return null;
        }

        if (declared == typeof(IEnumerable))
        {
            return sequence.Cast<object?>().ToArray();
        }

        return declared.IsConstructedGenericType && declared.GetGenericTypeDefinition() == typeof(IEnumerable<>)
            ? ((IToArray)TypeMaker.NewCodec(typeof(IEnumerableCodec<>), declared.GetGenericArguments(), declared)).ToArray(value)
            : null;
    }

    internal interface IToArray
    {
        Array ToArray(object sequence);
    }
}

/// <summary>Makes the array that travels in place of a lazy sequence.</summary>
internal sealed class IEnumerableCodec<T> : Enumerables.IToArray
{
    public Array ToArray(object sequence) => ((IEnumerable<T>)sequence).ToArray();
}
