using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Reflection;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Values;

/// <summary>How types are named in a block: by a number of the base library's table, or by assembly and metadata token, in a
/// program compiled ahead of time the place in what generated code lists. Never by a name.</summary>
internal static class TypeMarks
{
    public const int Vector = 0;
    public const int Array = 1;
    public const int Token = 2;

    /// <summary>From here on: an entry of the base library's table.</summary>
    public const int FirstEntry = 3;

    public const int TypeDefinitionTable = 0x02000000;
}

/// <summary>Writes types, each whole only the first time.</summary>
internal sealed class TypeWriter
{
    private readonly Dictionary<Type, int> numbers = [];
    private readonly Dictionary<Guid, int> modules = [];

    public void Clear()
    {
        numbers.Clear();
        modules.Clear();
    }

    public void Write(GraphWriter writer, Type type)
    {
        if (numbers.TryGetValue(type, out int number))
        {
            writer.WriteCount(number + 1);
            return;
        }

        writer.WriteByte(0);
        WriteNew(writer, type);
        numbers.Add(type, numbers.Count);
    }

    private void WriteNew(GraphWriter writer, Type type)
    {
        if (type.IsArray)
        {
            writer.WriteCount(type.IsSZArray ? TypeMarks.Vector : TypeMarks.Array);
            if (!type.IsSZArray)
            {
                writer.WriteCount(type.GetArrayRank());
            }

            Write(writer, type.GetElementType()!);
            return;
        }

        if (type.IsPointer || type.IsByRef || type.IsGenericParameter || type.IsFunctionPointer || type.Assembly.IsDynamic)
        {
            throw new CannotCrossException("such a type has no name that another process could find it by", type);
        }

        Type definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        int entry = BaseLibrary.NumberOf(definition);
        if (entry >= 0)
        {
            writer.WriteCount(TypeMarks.FirstEntry + entry);
        }
        else
        {
            writer.WriteCount(TypeMarks.Token);
            WriteToken(writer, definition);
        }

        if (definition.IsGenericTypeDefinition)
        {
            writer.WriteByte(type.IsGenericTypeDefinition ? (byte)0 : (byte)1);
            foreach (Type argument in type.IsGenericTypeDefinition ? [] : type.GetGenericArguments())
            {
                Write(writer, argument);
            }
        }
    }

    private void WriteToken(GraphWriter writer, Type definition)
    {
        if (!TypeParts.IsAhead)
        {
            WriteModule(writer, definition.Module.ModuleVersionId);
            writer.WriteCount(definition.MetadataToken & 0xFFFFFF);
            return;
        }

        TypeShape shape = ShapeTable.Find(definition)
            ?? throw new CannotCrossException("this program, which was compiled ahead of time, has no number for it", definition);
        WriteModule(writer, shape.Module.Version);
        writer.WriteCount(shape.Index);
    }

    private void WriteModule(GraphWriter writer, Guid version)
    {
        if (modules.TryGetValue(version, out int number))
        {
            writer.WriteCount(number + 1);
            return;
        }

        writer.WriteByte(0);
        modules.Add(version, modules.Count);
        writer.WriteRaw(version.ToByteArray());
    }
}

/// <summary>Reads what <see cref="TypeWriter"/> wrote.</summary>
internal sealed class TypeReader
{
    private const int MaxDepth = 24;
    private const int MaxRank = 32;

    // Types that are made are never freed: a peer must not make new ones for ever.
    private const int MaxMade = 10_000;

    private static readonly ConcurrentDictionary<Type, bool> Made = new();

    private readonly List<Type> types = [];
    private readonly List<Guid> modules = [];
    private int depth;

    public void Clear()
    {
        types.Clear();
        modules.Clear();
        depth = 0;
    }

    public Type Read(GraphReader reader)
    {
        int number = reader.ReadNumber();
        if (number > 0)
        {
            return number <= types.Count ? types[number - 1] : throw GraphReader.Invalid("A type was not named before.");
        }

        if (++depth > MaxDepth)
        {
            throw GraphReader.Invalid("A type is made of too many others.");
        }

        Type type = ReadNew(reader);
        depth--;
        types.Add(type);
        return type;
    }

    private Type ReadNew(GraphReader reader)
    {
        int mark = reader.ReadNumber();
        switch (mark)
        {
            case TypeMarks.Vector:
                return Count(TypeMaker.MakeVector(Element(Read(reader))));
            case TypeMarks.Array:
                int rank = reader.ReadNumber(MaxRank);
                return rank > 0 ? Count(TypeMaker.MakeArray(Element(Read(reader)), rank)) : throw GraphReader.Invalid("An array has no dimension.");
            default:
                Type definition = mark == TypeMarks.Token ? ReadToken(reader) : BaseLibrary.ByNumber(mark - TypeMarks.FirstEntry);
                return definition.IsGenericTypeDefinition && reader.ReadByte() != 0 ? ReadArguments(reader, definition) : definition;
        }
    }

    private Type ReadArguments(GraphReader reader, Type definition)
    {
        Type[] arguments = definition.GetGenericArguments();
        for (int i = 0; i < arguments.Length; i++)
        {
            arguments[i] = Element(Read(reader));
        }

        try
        {
            return Count(TypeMaker.MakeGeneric(definition, arguments));
        }
        catch (Exception exception) when (exception is ArgumentException or TypeLoadException or NotSupportedException)
        {
            throw new InvalidMessageException("A type does not take such arguments.", exception);
        }
    }

    private static Type Element(Type type)
    {
        return type != typeof(void) && !type.IsByRefLike && !type.IsGenericTypeDefinition && !(type.IsAbstract && type.IsSealed)
            ? type : throw GraphReader.Invalid("Values of a type do not stand in others.");
    }

    // Honest programs use few types again and again: only new ones count.
    private static Type Count(Type type) => Made.ContainsKey(type) || (Made.Count < MaxMade && Made.TryAdd(type, true)) || Made.ContainsKey(type)
        ? type : throw GraphReader.Invalid("Too many types were made for another process.");

    private Type ReadToken(GraphReader reader)
    {
        Guid version = ReadModule(reader);
        int number = reader.ReadNumber(0xFFFFFF);
        if (TypeParts.IsAhead)
        {
            return ShapeTable.ByNumber(version, number);
        }

        Assembly assembly = LoadedAssemblies.Find(version)
            ?? throw GraphReader.Invalid("A type is of an assembly that this process does not have, or has another build of.");
        try
        {
            return TypeMaker.Resolve(assembly.ManifestModule, number | TypeMarks.TypeDefinitionTable);
        }
        catch (Exception exception) when (exception is ArgumentException or BadImageFormatException or TypeLoadException)
        {
            throw new InvalidMessageException("An assembly has no such type.", exception);
        }
    }

    private Guid ReadModule(GraphReader reader)
    {
        int number = reader.ReadNumber();
        if (number > 0)
        {
            return number <= modules.Count ? modules[number - 1] : throw GraphReader.Invalid("An assembly was not named before.");
        }

        Guid version = new(reader.ReadSpan(16));
        modules.Add(version);
        return version;
    }
}
