using System;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace ProcessIsolate.Values;

/// <summary>Moves objects of one runtime type between the heap and a block.</summary>
/// <remarks>Made once for each type; holds no state of a message.</remarks>
internal abstract class ObjectCodec(Type type)
{
    private static readonly ConcurrentDictionary<Type, ObjectCodec> All = new();

    /// <summary>The type as it is named in a block: for internal types of the base library the public one.</summary>
    public Type Type { get; } = type;

    /// <summary>Why such objects cannot cross; null when they can.</summary>
    public virtual string? Refusal => null;

    /// <summary>Whether an object is made only when all that it consists of was read.</summary>
    public virtual bool IsWhole => false;

    /// <summary>The memory of an object without what follows it.</summary>
    public virtual int BaseSize => 32;

    /// <summary>Instances that are the same one in each process.</summary>
    public virtual StaticInstances? Statics => null;

    public static ObjectCodec For(Type type) => All.TryGetValue(type, out ObjectCodec? codec)
        ? codec
        : All.GetOrAdd(type, CodecFactory.CreateObject(type));

    /// <summary>Whether making the object compares its items by what they consist of, which must stand by then.</summary>
    public virtual bool ComparesItems(object value) => false;

    /// <summary>Writes what <see cref="Create"/> reads.</summary>
    public virtual void WriteHeader(GraphWriter writer, object value)
    {
    }

    public virtual void WriteBody(GraphWriter writer, object value)
    {
    }

    /// <summary>Makes the object; for one that is whole, all of it.</summary>
    public abstract object Create(GraphReader reader);

    public virtual void ReadBody(GraphReader reader, object value)
    {
    }

    /// <summary>How an object of the caller gets what a method did to its copy.</summary>
    public virtual Returning ReturningOf(object value) => IsWhole ? Returning.Unchanged : Returning.InPlace;

    /// <summary>Whether an object can become what a new one is.</summary>
    public virtual bool Fits(object value, object made) => true;

    /// <summary>As <see cref="Create"/>, with an object that is there already and <see cref="Fits"/>.</summary>
    public virtual void Restore(GraphReader reader, object value)
    {
    }
}

/// <summary>A type whose objects do not cross.</summary>
internal sealed class RefusedObjectCodec(Type type, string reason) : ObjectCodec(type)
{
    public override string Refusal => reason;

    public override object Create(GraphReader reader) => throw GraphReader.Invalid($"A '{Type}' cannot cross.");
}

/// <summary>A value type behind object or an interface.</summary>
internal sealed class BoxCodec(Type type, ValueCodec value) : ObjectCodec(type)
{
    // Never filled anew: programs and libraries keep boxes of common values and hand the same one to many.
    private readonly Returning returning = type.IsPrimitive || type.IsEnum || type.IsDefined(typeof(IsReadOnlyAttribute), inherit: false)
        ? Returning.Unchanged : Returning.Replaced;

    public override Returning ReturningOf(object value1) => returning;

    public override object Create(GraphReader reader) => TypeMaker.NewObject(Type);

    public override void WriteBody(GraphWriter writer, object value1) => value.Write(writer, ref ObjectData.Of(value1));

    public override void ReadBody(GraphReader reader, object value1) => value.Read(reader, ref ObjectData.Of(value1));
}

/// <summary>A text behind object or an interface.</summary>
internal sealed class TextObjectCodec() : ObjectCodec(typeof(string))
{
    public override bool IsWhole => true;

    public override void WriteHeader(GraphWriter writer, object value) => writer.WriteText((string)value);

    public override object Create(GraphReader reader) => reader.ReadRequiredText();
}

/// <summary>An object of a class, field by field; no constructor runs.</summary>
internal sealed class ClassCodec : ObjectCodec
{
    private readonly FieldSteps fields;
    private readonly Action<object>? completed;

    public ClassCodec(Type type, Action<object>? completed)
        : base(type)
    {
        this.completed = completed;
        fields = FieldSteps.OfClass(type, null);
        Statics = StaticInstances.Of(type);
    }

    public override int BaseSize => 16 + fields.Size;

    public override StaticInstances? Statics { get; }

    public override object Create(GraphReader reader) => TypeMaker.NewObject(Type);

    public override void WriteBody(GraphWriter writer, object value) => fields.Write(writer, ref ObjectData.Of(value));

    public override void ReadBody(GraphReader reader, object value)
    {
        fields.Read(reader, ref ObjectData.Of(value));
        if (completed is not null)
        {
            reader.OnCompleted(_ => completed(value));
        }
    }
}

/// <summary>Arrays of one dimension that begin at 0.</summary>
internal sealed class VectorCodec(Type type, ValueCodec element, int elementSize) : ObjectCodec(type)
{
    public override void WriteHeader(GraphWriter writer, object value) => writer.WriteCount(Unsafe.As<Array>(value).Length);

    public override void WriteBody(GraphWriter writer, object value)
    {
        Array array = Unsafe.As<Array>(value);
        ElementLoop.Write(writer, ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(array), array.Length, element, elementSize);
    }

    public override object Create(GraphReader reader)
    {
        int length = reader.ReadCount(element.LeastBytes);
        reader.Charge((long)length * elementSize);
        return TypeMaker.NewVector(Type.GetElementType()!, length);
    }

    public override bool Fits(object value, object made) => Unsafe.As<Array>(value).Length == Unsafe.As<Array>(made).Length;

    public override void Restore(GraphReader reader, object value) => reader.ReadNumber();

    public override void ReadBody(GraphReader reader, object value)
    {
        Array array = Unsafe.As<Array>(value);
        ElementLoop.Read(reader, ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(array), array.Length, element, elementSize);
    }
}

/// <summary>Arrays of several dimensions, or with another lower bound.</summary>
internal sealed class ArrayCodec(Type type, ValueCodec element, int elementSize) : ObjectCodec(type)
{
    public override void WriteHeader(GraphWriter writer, object value)
    {
        Array array = (Array)value;
        for (int i = 0; i < array.Rank; i++)
        {
            writer.WriteInt32(array.GetLowerBound(i));
            writer.WriteCount(array.GetLength(i));
        }
    }

    public override void WriteBody(GraphWriter writer, object value)
    {
        Array array = (Array)value;
        ElementLoop.Write(writer, ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(array), array.Length, element, elementSize);
    }

    public override object Create(GraphReader reader)
    {
        int rank = Type.GetArrayRank();
        int[] bounds = new int[rank];
        int[] lengths = new int[rank];
        bool isEmpty = false;
        double total = 1;
        for (int i = 0; i < rank; i++)
        {
            bounds[i] = reader.ReadInt32();
            lengths[i] = reader.ReadNumber();
            isEmpty |= lengths[i] == 0;
            total *= Math.Max(1, lengths[i]);
            if ((long)bounds[i] + lengths[i] - 1 > int.MaxValue)
            {
                throw GraphReader.Invalid("The bounds of an array are too large.");
            }
        }

        if (total > int.MaxValue || (!isEmpty && total * element.LeastBytes > reader.Left))
        {
            throw GraphReader.Invalid("An array is longer than its bytes.");
        }

        reader.Charge(isEmpty ? 0 : (long)total * elementSize);
        return TypeMaker.NewArray(Type.GetElementType()!, lengths, bounds);
    }

    public override bool Fits(object value, object made)
    {
        Array left = (Array)value;
        Array right = (Array)made;
        for (int i = 0; i < left.Rank; i++)
        {
            if (left.GetLength(i) != right.GetLength(i) || left.GetLowerBound(i) != right.GetLowerBound(i))
            {
                return false;
            }
        }

        return true;
    }

    public override void Restore(GraphReader reader, object value)
    {
        for (int i = 0; i < ((Array)value).Rank; i++)
        {
            reader.ReadInt32();
            reader.ReadNumber();
        }
    }

    public override void ReadBody(GraphReader reader, object value)
    {
        Array array = (Array)value;
        ElementLoop.Read(reader, ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(array), array.Length, element, elementSize);
    }
}
