using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Threading;
using ProcessIsolate.Calls;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Values;

/// <summary>The types that generated code tells of, by type and by the number that stands for one in a block.</summary>
/// <remarks>Used in programs compiled ahead of time. Host and worker are the same file there, so the numbers mean the same.</remarks>
internal static class ShapeTable
{
    private static Known known = new(0, [], []);

    /// <param name="definition">A type, or the definition of a generic one.</param>
    public static TypeShape? Find(Type definition) =>
        definition.FullName is { } name && Current().ByName.TryGetValue((Home(definition.Assembly.GetName().Name), name), out TypeShape? shape)
            ? shape : null;

    /// <summary>The shape of the type's definition.</summary>
    public static TypeShape? Of(Type type) => Find(type.IsGenericType ? type.GetGenericTypeDefinition() : type);

    /// <exception cref="InvalidMessageException">No module has such a type.</exception>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Generated code keeps each type that it tells of.")]
    public static Type ByNumber(Guid module, int number)
    {
        if (!Current().ByModule.TryGetValue(module, out TypeShapes? shapes) || number >= shapes.All.Count)
        {
            throw GraphReader.Invalid("A type is of a module that this process does not have.");
        }

        TypeShape shape = shapes.All[number];
        foreach (Assembly assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            if (Home(assembly.GetName().Name) == Home(shape.Assembly) && assembly.GetType(shape.Name) is { } type)
            {
                return type;
            }
        }

        throw GraphReader.Invalid("A type was left out of this program.");
    }

    // What is compiled against one assembly of the base library lies in another one.
    private static string Home(string? assembly) => assembly is null || BaseLibrary.IsFrameworkName(assembly) ? "" : assembly;

    private static Known Current()
    {
        Known current = Volatile.Read(ref known);
        RemoteModule[] modules = ModuleRegistry.Snapshot();
        if (current.Modules == modules.Length)
        {
            return current;
        }

        Known next = new(modules.Length, [], []);
        foreach (RemoteModule module in modules)
        {
            TypeShapes shapes = new(module);
            module.AddShapes(shapes);
            next.ByModule.TryAdd(module.Version, shapes);
            foreach (TypeShape shape in shapes.All)
            {
                next.ByName.TryAdd((Home(shape.Assembly), shape.Name), shape);
            }
        }

        Volatile.Write(ref known, next);
        return next;
    }

    private sealed record Known(int Modules, Dictionary<(string Assembly, string Name), TypeShape> ByName, Dictionary<Guid, TypeShapes> ByModule);
}
