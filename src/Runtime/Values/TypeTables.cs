using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Threading;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Values;

/// <summary>How types are named in a block: by a number of the base library's table, or by assembly and metadata token.
/// Never by a name.</summary>
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
    private readonly Dictionary<Assembly, int> assemblies = [];

    public void Clear()
    {
        numbers.Clear();
        assemblies.Clear();
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
            WriteAssembly(writer, definition.Assembly);
            writer.WriteCount(definition.MetadataToken & 0xFFFFFF);
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

    private void WriteAssembly(GraphWriter writer, Assembly assembly)
    {
        if (assemblies.TryGetValue(assembly, out int number))
        {
            writer.WriteCount(number + 1);
            return;
        }

        writer.WriteByte(0);
        assemblies.Add(assembly, assemblies.Count);
        writer.WriteRaw(assembly.ManifestModule.ModuleVersionId.ToByteArray());
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
    private readonly List<Assembly> assemblies = [];
    private int depth;

    public void Clear()
    {
        types.Clear();
        assemblies.Clear();
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
                return Count(Element(Read(reader)).MakeArrayType());
            case TypeMarks.Array:
                int rank = reader.ReadNumber(MaxRank);
                return rank > 0 ? Count(Element(Read(reader)).MakeArrayType(rank)) : throw GraphReader.Invalid("An array has no dimension.");
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
            return Count(definition.MakeGenericType(arguments));
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

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "A token that names nothing, or another type, is refused by the reader.")]
    private Type ReadToken(GraphReader reader)
    {
        Assembly assembly = ReadAssembly(reader);
        int token = reader.ReadNumber(0xFFFFFF) | TypeMarks.TypeDefinitionTable;
        try
        {
            return assembly.ManifestModule.ResolveType(token);
        }
        catch (Exception exception) when (exception is ArgumentException or BadImageFormatException or TypeLoadException)
        {
            throw new InvalidMessageException("An assembly has no such type.", exception);
        }
    }

    private Assembly ReadAssembly(GraphReader reader)
    {
        int number = reader.ReadNumber();
        if (number > 0)
        {
            return number <= assemblies.Count ? assemblies[number - 1] : throw GraphReader.Invalid("An assembly was not named before.");
        }

        Guid version = new(reader.ReadSpan(16));
        Assembly assembly = LoadedAssemblies.Find(version)
            ?? throw GraphReader.Invalid("A type is of an assembly that this process does not have, or has another build of.");
        assemblies.Add(assembly);
        return assembly;
    }
}

/// <summary>Finds assemblies of this process by module version.</summary>
internal static class LoadedAssemblies
{
    // Where exceptions and other types of the base library may come from that this process has not used yet. The names are
    // ours; a peer has no say in them.
    private static readonly string[] OfBaseLibrary =
    [
        "System.Collections", "System.Collections.Immutable", "System.Collections.Specialized", "System.ComponentModel.Primitives",
        "System.ComponentModel.TypeConverter", "System.Data.Common", "System.Diagnostics.Process", "System.Formats.Asn1", "System.IO.Compression",
        "System.IO.Pipes", "System.Linq", "System.Net.Http", "System.Net.Mail", "System.Net.Primitives", "System.Net.Requests", "System.Net.Security",
        "System.Net.Sockets", "System.Net.WebSockets", "System.ObjectModel", "System.Private.DataContractSerialization", "System.Private.Uri",
        "System.Private.Xml", "System.Private.Xml.Linq", "System.Runtime.Numerics", "System.Security.Cryptography", "System.Text.Json",
        "System.Text.RegularExpressions", "System.Threading", "System.Transactions.Local",
    ];

    private static Dictionary<Guid, Assembly> known = [];
    private static int looked;
    private static int loaded;

    public static Assembly? Find(Guid version)
    {
        if (Volatile.Read(ref known).TryGetValue(version, out Assembly? assembly))
        {
            return assembly;
        }

        if (Look(version) is { } found)
        {
            return found;
        }

        if (Interlocked.Exchange(ref loaded, 1) == 0)
        {
            foreach (string name in OfBaseLibrary)
            {
                try
                {
#pragma warning disable RS0030 // The base library's own, by names that stand above.
                    Assembly.Load(name);
#pragma warning restore RS0030
                }
                catch (System.IO.IOException)
                {
                    // Left out of a trimmed app: then its types are, too.
                }
            }
        }

        return Look(version);
    }

    private static Assembly? Look(Guid version)
    {
        Assembly[] all = AppDomain.CurrentDomain.GetAssemblies();
        if (all.Length == Volatile.Read(ref looked))
        {
            return Volatile.Read(ref known).GetValueOrDefault(version);
        }

        Dictionary<Guid, Assembly> next = [];
        foreach (Assembly each in all)
        {
            if (!each.IsDynamic)
            {
                next.TryAdd(each.ManifestModule.ModuleVersionId, each);
            }
        }

        Volatile.Write(ref known, next);
        Volatile.Write(ref looked, all.Length);
        return next.GetValueOrDefault(version);
    }
}
