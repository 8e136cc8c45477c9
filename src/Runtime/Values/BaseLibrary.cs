using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Reflection;

namespace ProcessIsolate.Values;

/// <summary>The one table of the base library's types that cross, and how.</summary>
/// <remarks>Both processes run the same build, so an entry's place is its number in a block.</remarks>
[UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "An empty location means a single file.")]
internal static class BaseLibrary
{
    private static readonly string? CoreFolder = typeof(object).Assembly.Location is { Length: > 0 } core ? Path.GetDirectoryName(core) : null;
    private static readonly ConcurrentDictionary<Assembly, bool> Assemblies = new();
    private static readonly BaseLibraryTable First = BaseLibraryTable.CreateFirst();

    /// <summary>Whether an assembly is of the base library. A package named System.* is not.</summary>
    public static bool Contains(Assembly assembly) => Assemblies.GetOrAdd(assembly, static each =>
        each == typeof(object).Assembly || (!each.IsDynamic && IsFrameworkName(each.GetName().Name!) && IsInFrameworkFolder(each)));

    public static int NumberOf(Type definition) => TableFor(definition)?.Numbers.TryGetValue(definition, out int number) == true ? number : -1;

    public static Type ByNumber(int number)
    {
        List<BaseLibraryTable.Entry> entries = (uint)number < (uint)First.Entries.Count ? First.Entries : Whole.Table.Entries;
        return (uint)number < (uint)entries.Count ? entries[number].Type : throw GraphReader.Invalid("The base library's table has no such type.");
    }

    /// <summary>Whether user classes may derive from it and be copied field by field, its own fields included.</summary>
    public static bool IsPlainBase(Type type) =>
        type == typeof(Attribute) || (Find(type) is { } entry && (entry.Kind == EntryKind.Fields || entry.IsPlainBase));

    public static ValueCodec? FindValue(Type type) => Find(type) switch
    {
        { Kind: EntryKind.Plain } => new PlainCodec(type, TypeMaker.SizeOf(type)),
        { Kind: EntryKind.Fields } => new StructCodec(type),
        { Kind: EntryKind.Value } entry => entry.Make<ValueCodec>(type),
        _ => null,
    };

    public static ObjectCodec? FindObject(Type type)
    {
        if (Find(type) is { } own)
        {
            return own.Kind == EntryKind.Fields ? new ClassCodec(type, null) : own.Make<ObjectCodec>(type);
        }

        bool isOfBaseLibrary = Contains(type.Assembly);
        for (Type? at = type.BaseType; at is not null && at != typeof(object); at = at.BaseType)
        {
            if (Find(at) is { } entry && (isOfBaseLibrary ? entry.IsFamily : entry.IsBase))
            {
                return entry.Make<ObjectCodec>(isOfBaseLibrary && entry.Kind != EntryKind.Exact ? at : type);
            }
        }

        return null;
    }

    /// <summary>Whether assemblies of that name are mostly of the base library.</summary>
    public static bool IsFrameworkName(string name) =>
        name.StartsWith("System.", StringComparison.Ordinal) || name is "System" or "mscorlib" or "netstandard" or "WindowsBase"
        || name.StartsWith("Microsoft.Win32.", StringComparison.Ordinal) || name is "Microsoft.CSharp" or "Microsoft.VisualBasic.Core";

    private static BaseLibraryTable.Entry? Find(Type type)
    {
        Type definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return TableFor(definition) is { } table && table.Numbers.TryGetValue(definition, out int number) ? table.Entries[number] : null;
    }

    // Null for a type that is in neither: what a program's own types are made of asks for them all the time.
    private static BaseLibraryTable? TableFor(Type definition) => First.Numbers.ContainsKey(definition) ? First
        : definition.Assembly == typeof(object).Assembly || IsFrameworkName(definition.Assembly.GetName().Name ?? "") ? Whole.Table : null;

    // In a single file there is no folder: there the names have to do, with the version of the core library.
    private static bool IsInFrameworkFolder(Assembly assembly) => CoreFolder is null || assembly.Location.Length == 0
        ? assembly.GetName().Version?.Major == typeof(object).Assembly.GetName().Version?.Major
        : string.Equals(Path.GetDirectoryName(assembly.Location), CoreFolder, StringComparison.Ordinal);

    // Made when a type is met that is not among the first.
    private static class Whole
    {
        public static readonly BaseLibraryTable Table = BaseLibraryTable.Create();
    }
}

/// <summary>How values of a type in the table travel.</summary>
internal enum EntryKind
{
    /// <summary>As they lie in memory.</summary>
    Plain,

    /// <summary>Field by field.</summary>
    Fields,

    /// <summary>A value type with a codec of its own.</summary>
    Value,

    /// <summary>A class with a codec of its own.</summary>
    Object,

    /// <summary>The same, and types below it in the base library keep their own type.</summary>
    Exact,
}
