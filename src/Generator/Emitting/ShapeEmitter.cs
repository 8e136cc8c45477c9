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
    private const string Members = "global::System.Diagnostics.CodeAnalysis.DynamicallyAccessedMemberTypes.";

    // Lists that the compiler makes of collection expressions behind interfaces.
    private static readonly string[] ListNames = ["<>z__ReadOnlyArray`1", "<>z__ReadOnlyList`1", "<>z__ReadOnlySingleElementList`1"];

    /// <summary>Adds the file.</summary>
    public static void Emit(SourceProductionContext context, string moduleClass, ShapesModel shapes) =>
        context.AddSource("Shapes.g.cs", Write(moduleClass, shapes));

    private static string Write(string moduleClass, ShapesModel shapes)
    {
        // Names in texts are seen by trimming and by the compiler ahead of time, not by the analyzers that warn in their place.
        var writer = new SourceWriter().Lines(Fragments.Header).Lines("#pragma warning disable IL2055, IL2057, IL3050").Blank();
        writer.Open("namespace " + KnownNames.GeneratedNamespace).Open($"partial class {moduleClass}");
        var assembly = Literals.Text(shapes.Assembly);
        foreach (var type in shapes.Types)
        {
            var name = Literals.Text(type.DocumentationName);
            writer.Lines($"{Dependency}{Members}PublicFields | {Members}NonPublicFields, {name}, {assembly})]");
            foreach (var method in type.Completions)
            {
                writer.Lines($"{Dependency}{Literals.Text(method)}, {name}, {assembly})]");
            }
        }

        writer.Open($"public override void AddShapes({Fragments.Services}TypeShapes shapes)");
        foreach (var type in shapes.Types)
        {
            var traits = type.Traits.Count == 0 ? "default" : string.Join(" | ", type.Traits.Select(each => $"{Fragments.Services}TypeTraits.{each}"));
            writer.Lines($"shapes.Add({Literals.Text(type.Name)}, {type.Fields}, {traits});");
        }

        foreach (var name in ListNames)
        {
            writer.Lines($"shapes.Add({Literals.Text(name)}, 1, default);");
            writer.Lines($"{Fragments.Services}TypeShapes.KeepFields(global::System.Type.GetType({Literals.Text(name + ", " + shapes.Assembly)}));");
        }

        foreach (var codec in shapes.Codecs)
        {
            writer.Lines($"{Fragments.Services}TypeShapes.Keep({codec});");
        }

        return writer.Close().Close().Close().ToString();
    }
}
