using Microsoft.CodeAnalysis;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Generator.Emitting;

/// <summary>Writes the marker that says the generator ran: analyzers look for the file, the runtime for the attribute.</summary>
internal static class MarkerEmitter
{
    private const string FileName = "Marker.g.cs";

    /// <summary>Adds the marker to every compilation that references the runtime.</summary>
    public static void Emit(SourceProductionContext context, bool hasRuntime)
    {
        if (hasRuntime)
        {
            var arguments = Literals.Text(KnownNames.GeneratorKey) + ", " + Literals.Text(Fragments.Version);
            context.AddSource(
                FileName, Fragments.Header + $"[assembly: global::System.Reflection.AssemblyMetadata({arguments})]\n");
        }
    }
}
