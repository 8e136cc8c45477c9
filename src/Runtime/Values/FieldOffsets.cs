using System;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ProcessIsolate.Values;

/// <summary>Finds where the fields of a type lie in its objects, on a sample that no constructor has seen.</summary>
internal sealed class FieldOffsets(Type type)
{
    private readonly object sample = TypeMaker.NewObject(type);

    public unsafe int Find(FieldInfo field)
    {
        if (field.FieldType.IsPrimitive)
        {
            return FindPrimitive(field);
        }

        if (field.FieldType.IsPointer || field.FieldType.IsFunctionPointer)
        {
            return -1;
        }

        // The sample stays where it is while addresses are compared.
        fixed (byte* start = &ObjectData.Of(sample))
        {
#pragma warning disable CS8500 // The address of a managed structure: only its first word, an address, is read.
            TypedReference reference = TypedReference.MakeTypedReference(sample, [field]);
            nint address = *(nint*)&reference;
#pragma warning restore CS8500
            long offset = address - (nint)start;
            return offset is >= 0 and < 1 << 24 ? (int)offset : throw new NotSupportedException("A field lies outside of its object.");
        }
    }

    // Typed references to fields of primitive types are not to be had on each runtime. All is zero but the one field.
    private int FindPrimitive(FieldInfo field)
    {
        field.SetValue(sample, FieldSizes.AllOnes(field.FieldType));
        ref byte data = ref ObjectData.Of(sample);
        int found = 0;
        while (Unsafe.Add(ref data, found) == 0)
        {
            found++;
        }

        field.SetValue(sample, TypeMaker.NewObject(field.FieldType));
        return found;
    }
}
