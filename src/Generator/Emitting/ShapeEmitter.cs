using System.Linq;
using Microsoft.CodeAnalysis;
using ProcessIsolate.Generator.Models;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Generator.Emitting;

/// <summary>Writes the part of the module class that programs compiled ahead of time need: which types there are, and what of
/// them the compiler must keep.</summary>
internal static class ShapeEmitter
{
    private const string Dependency = "[global::System.Diagnostics.CodeAnalysis.DynamicDependency(";

    // Lists that the compiler makes of collection expressions behind interfaces.
    private static readonly string[] ListNames = ["<>z__ReadOnlyArray`1", "<>z__ReadOnlyList`1", "<>z__ReadOnlySingleElementList`1"];

    /// <summary>Adds the file.</summary>
    public static void Emit(SourceProductionContext context, string moduleClass, ShapesModel shapes) =>
        context.AddSource("Shapes.g.cs", Write(moduleClass, shapes.Assembly, shapes));

    private static string Write(string moduleClass, string assembly, ShapesModel shapes)
    {
        // Trimming and the compiler ahead of time understand names in texts; the analyzers that warn in their place do not.
        var writer = new SourceWriter().Lines(Fragments.Header).Lines("#pragma warning disable IL2026, IL2055, IL2057, IL2065, IL3050").Blank();
        writer.Open("namespace " + KnownNames.GeneratedNamespace).Open($"partial class {moduleClass}");
        WriteList(writer, assembly, shapes);
        writer.Blank();
        WriteKept(writer, assembly, shapes);
        WriteCompletions(writer, shapes);
        return writer.Close().Close().ToString();
    }

    private static void WriteList(SourceWriter writer, string assembly, ShapesModel shapes)
    {
        writer.Lines($"{Dependency}nameof(KeepShapes))]");
        writer.Open($"public override void AddShapes({Fragments.Services}TypeShapes shapes)");
        foreach (var type in shapes.Types)
        {
            var traits = type.Traits.Count == 0 ? "default" : string.Join(" | ", type.Traits.Select(each => $"{Fragments.Services}TypeTraits.{each}"));
            writer.Lines($"shapes.Add({NameOf(type, assembly)}, {type.Fields}, {traits});");
        }

        foreach (var name in ListNames)
        {
            writer.Lines($"shapes.Add({Literals.Text(name)}, 1, default);");
        }

        writer.Close();
    }

    // Never runs: what it hands over is what must be kept.
    private static void WriteKept(SourceWriter writer, string assembly, ShapesModel shapes)
    {
        writer.Open("private static void KeepShapes()");
        foreach (var name in shapes.Types.Select(type => type.Name + ", " + type.Assembly).Concat(ListNames.Select(name => name + ", " + assembly)))
        {
            writer.Lines($"{Fragments.Services}TypeShapes.KeepFields(global::System.Type.GetType({Literals.Text(name)}));");
        }

        foreach (var codec in shapes.Codecs)
        {
            writer.Lines($"{Fragments.Services}TypeShapes.Keep({codec});");
        }

        writer.Close();
    }

    // Trimming leaves out what only programs compiled ahead of time ask for, and these methods no code calls.
    private static void WriteCompletions(SourceWriter writer, ShapesModel shapes)
    {
        if (!shapes.Types.Any(type => type.Completions.Count > 0))
        {
            return;
        }

        writer.Blank().Lines("[global::System.Runtime.CompilerServices.ModuleInitializer]");
        foreach (var type in shapes.Types)
        {
            foreach (var method in type.Completions)
            {
                writer.Lines(
                    $"{Dependency}{Literals.Text(method)}, {Literals.Text(type.Name.Replace('+', '.'))}, {Literals.Text(type.Assembly)})]");
            }
        }

        writer.Open("internal static void KeepCompletions()").Close();
    }

    private static string NameOf(ShapeModel type, string assembly) =>
        (type.Assembly == assembly ? "" : Literals.Text(type.Assembly) + ", ") + Literals.Text(type.Name);
}
