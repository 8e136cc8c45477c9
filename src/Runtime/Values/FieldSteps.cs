using System;
using System.Collections.Generic;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ProcessIsolate.Values;

/// <summary>The fields of a type in the order of their offsets. Neighbours that travel as they lie in memory are one step.</summary>
internal sealed class FieldSteps
{
#pragma warning disable SYSLIB0050 // What the attribute is compiled to.
    private const FieldAttributes NotSerialized = FieldAttributes.NotSerialized;
#pragma warning restore SYSLIB0050

    private readonly Step[] steps;

    private FieldSteps(Step[] steps, int size, int leastBytes, bool isExplicit)
    {
        this.steps = steps;
        Size = size;
        LeastBytes = Math.Max(1, leastBytes);
        IsExplicit = isExplicit;
    }

    /// <summary>Up to where the fields reach.</summary>
    public int Size { get; }

    public int LeastBytes { get; }

    /// <summary>The bytes copied at once, when that is all there is.</summary>
    public int PlainSize => steps is [{ Codec: null, Offset: 0 } only] ? only.Length : 0;

    /// <summary>Whether fields may lie over one another.</summary>
    public bool IsExplicit { get; }

    /// <summary>The fields of a class and its base classes up to another, base classes first.</summary>
    /// <param name="type">A class that is not abstract.</param>
    /// <param name="end">The base class whose fields are left out with those below it; null for none.</param>
    /// <param name="skip">Fields that stay as a new object has them.</param>
    public static FieldSteps OfClass(Type type, Type? end, Predicate<FieldInfo>? skip = null) => Create(type, end, skip);

    public static FieldSteps OfStruct(Type type) => Create(type, null, null);

    public void Write(GraphWriter writer, ref byte start)
    {
        int index = 0;
        try
        {
            for (; index < steps.Length; index++)
            {
                ref readonly Step step = ref steps[index];
                if (step.Codec is { } codec)
                {
                    codec.Write(writer, ref Unsafe.Add(ref start, step.Offset));
                }
                else
                {
                    writer.WriteRaw(ref Unsafe.Add(ref start, step.Offset), step.Length);
                }
            }
        }
        catch (CannotCrossException exception)
        {
            exception.Prepend("." + TypeNames.Member(steps[index].Field!));
            throw;
        }
    }

    public void Read(GraphReader reader, ref byte start)
    {
        foreach (ref readonly Step step in steps.AsSpan())
        {
            if (step.Codec is { } codec)
            {
                codec.Read(reader, ref Unsafe.Add(ref start, step.Offset));
            }
            else
            {
                reader.ReadRaw(ref Unsafe.Add(ref start, step.Offset), step.Length);
            }
        }
    }

    /// <summary>Whether some field travels otherwise than as it lies in memory.</summary>
    public bool HasReferences()
    {
        foreach (Step step in steps)
        {
            if (step.Codec is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether any bits in the place of each field are a value of it.</summary>
    public bool AreAnyBits() => Array.TrueForAll(steps, static step => step.Codec is null or { IsAnyBits: true });

    /// <summary>Whether memory that another process wrote has a value in the place of each field.</summary>
    public bool AreValues(ref byte start)
    {
        foreach (ref readonly Step step in steps.AsSpan())
        {
            if (step.Codec?.IsValue(ref Unsafe.Add(ref start, step.Offset)) == false)
            {
                return false;
            }
        }

        return true;
    }

    private static FieldSteps Create(Type type, Type? end, Predicate<FieldInfo>? skip)
    {
        FieldOffsets offsets = new(type);
        List<Step> steps = [];
        bool isExplicit = false;
        int size = 0;
        for (Type? at = type; at is not null && at != end && at != typeof(object) && at != typeof(ValueType); at = at.BaseType)
        {
            isExplicit |= at.IsExplicitLayout;
            foreach (FieldInfo field in TypeParts.Fields(at))
            {
                if ((field.Attributes & NotSerialized) == 0 && skip?.Invoke(field) != true)
                {
                    Step step = CreateStep(field, offsets);
                    steps.Add(step);
                    size = Math.Max(size, step.Offset + step.Length);
                }
            }
        }

        steps.Sort(static (left, right) => left.Offset.CompareTo(right.Offset));
        if (isExplicit)
        {
            RefuseOverlaps(type, steps);
        }

        // Of fields that lie over one another each byte is written once.
        List<Step> merged = Merge(steps);
        int least = 0;
        foreach (Step step in merged)
        {
            least += step.Codec?.LeastBytes ?? step.Length;
        }

        return new FieldSteps([.. merged], size, least, isExplicit);
    }

    private static Step CreateStep(FieldInfo field, FieldOffsets offsets)
    {
        int offset = offsets.Find(field);
        if (offset < 0)
        {
            throw new UncopyableException($"'{TypeNames.Member(field)}' is an address, which is valid in one process only");
        }

        ValueCodec codec = field.GetCustomAttribute<FixedBufferAttribute>() is { } buffer
            ? new PlainCodec(field.FieldType, FieldSizes.OfPrimitive(buffer.ElementType) * buffer.Length)
            : ValueCodec.For(field.FieldType);
        int length = TypeMaker.SizeOf(field.FieldType);
        bool isPlain = codec.PlainSize == length;
        return new Step { Field = field, Offset = offset, Length = length, Codec = isPlain ? null : codec };
    }

    // Bytes of one field seen as a reference of another would be an address of the peer's choice.
    private static void RefuseOverlaps(Type type, List<Step> steps)
    {
        for (int i = 1; i < steps.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (steps[j].Offset + steps[j].Length > steps[i].Offset && (steps[i].Codec is not null || steps[j].Codec is not null))
                {
                    throw new UncopyableException($"fields of '{TypeNames.Short(type)}' lie over one another, and not any bits are values of both");
                }
            }
        }
    }

    private static List<Step> Merge(List<Step> steps)
    {
        List<Step> merged = [];
        foreach (Step step in steps)
        {
            Step last = merged.Count > 0 ? merged[^1] : default;
            if (step.Codec is null && merged.Count > 0 && last.Codec is null && step.Offset <= last.Offset + last.Length)
            {
                last.Length = Math.Max(last.Length, step.Offset + step.Length - last.Offset);
                merged[^1] = last;
            }
            else
            {
                merged.Add(step);
            }
        }

        return merged;
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Step
    {
        public FieldInfo? Field;
        public int Offset;
        public int Length;
        public ValueCodec? Codec;
    }
}

/// <summary>A type of which no value can be copied.</summary>
internal sealed class UncopyableException(string reason) : Exception(reason);
