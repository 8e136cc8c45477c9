using System;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace ProcessIsolate.Values;

/// <summary>Moves values of one declared type between the place where they stand and a block.</summary>
/// <remarks>A place is given as a reference to its first byte, so that one engine serves every type without a generic
/// instantiation for each. Made once for each type; holds no state of a message.</remarks>
internal abstract class ValueCodec(Type type)
{
    private static readonly ConcurrentDictionary<Type, ValueCodec> All = new();

    /// <summary>The declared type.</summary>
    public Type Type { get; } = type;

    /// <summary>The fewest bytes of a value; at least 1.</summary>
    public virtual int LeastBytes => 1;

    /// <summary>The bytes of a value that travels as it lies in memory, whatever its bits are; else 0.</summary>
    public virtual int PlainSize => 0;

    /// <summary>Whether any bits in memory of the type's size are a value, those of padding aside.</summary>
    public virtual bool IsAnyBits => PlainSize > 0;

    public static ValueCodec For(Type type) => All.TryGetValue(type, out ValueCodec? codec)
        ? codec
        : All.GetOrAdd(type, CodecFactory.CreateValue(type));

    public static ValueCodec Of<T>() => Cache<T>.Codec;

    public abstract void Write(GraphWriter writer, ref byte slot);

    public abstract void Read(GraphReader reader, ref byte slot);

    /// <summary>Whether memory that another process wrote is a value. Only of types without references.</summary>
    public virtual bool IsValue(ref byte slot) => true;

    private static class Cache<T>
    {
        public static readonly ValueCodec Codec = For(typeof(T));
    }
}

/// <summary>References to objects.</summary>
internal sealed class ReferenceCodec(Type type) : ValueCodec(type)
{
    private readonly ConcurrentDictionary<Type, bool> admitted = new();
    private ObjectCodec? own;
    private Type? lastAdmitted;

    /// <summary>The codec of the declared type itself; null when nothing can be of just that type.</summary>
    public ObjectCodec? Own => own ??= Type.IsInterface || Type.IsAbstract ? null : ObjectCodec.For(Type);

    /// <summary>Whether an object of another type may stand here: the closed world.</summary>
    public bool Admits(Type type)
    {
        if (type == lastAdmitted || type == Type)
        {
            return true;
        }

        // A later assembly may bring a type in, so only what is admitted is kept.
        if (!admitted.ContainsKey(type))
        {
            if (!Type.IsAssignableFrom(type) || !ClosedWorld.Admits(type, Type))
            {
                return false;
            }

            admitted.TryAdd(type, true);
        }

        lastAdmitted = type;
        return true;
    }

    public CannotCrossException Refuse(ObjectCodec codec, Type type) => new(
        codec.Refusal ?? $"only types of the compilation and of the base library may stand behind '{TypeNames.Short(Type)}'; "
            + $"name it by [assembly: RunInProcessKnownType(typeof({TypeNames.Short(type)}))]",
        type);

    public override void Write(GraphWriter writer, ref byte slot) =>
        writer.WriteReference(Unsafe.As<byte, object?>(ref slot), this);

    public override void Read(GraphReader reader, ref byte slot) =>
        Unsafe.As<byte, object?>(ref slot) = reader.ReadReference(this);
}

/// <summary>Texts; which of two equal ones it is makes no difference, so they are not tracked.</summary>
internal sealed class TextCodec() : ValueCodec(typeof(string))
{
    public override void Write(GraphWriter writer, ref byte slot) => writer.WriteText(Unsafe.As<byte, string?>(ref slot));

    public override void Read(GraphReader reader, ref byte slot) => Unsafe.As<byte, string?>(ref slot) = reader.ReadText();
}

/// <summary>A value type that can be written only where all its bytes are zero: a handle that was never set.</summary>
internal sealed class RefusedValueCodec(Type type, int size, string reason) : ValueCodec(type)
{
    public string Reason => reason;

    // Nothing is known of its bits.
    public override bool IsAnyBits => true;

    public override void Write(GraphWriter writer, ref byte slot)
    {
        for (int i = 0; i < size; i++)
        {
            if (Unsafe.Add(ref slot, i) != 0)
            {
                throw new CannotCrossException(reason, Type);
            }
        }

        writer.WriteByte(0);
    }

    // The place is zero already.
    public override void Read(GraphReader reader, ref byte slot)
    {
        if (reader.ReadByte() != 0)
        {
            throw GraphReader.Invalid($"A '{Type}' cannot cross.");
        }
    }
}

/// <summary>The codec of a value that is written by itself.</summary>
internal static class Root<T>
{
    public static readonly ValueCodec Codec = ValueCodec.Of<T>();

    public static readonly uint Fingerprint = Fingerprints.Of(typeof(T));
}
