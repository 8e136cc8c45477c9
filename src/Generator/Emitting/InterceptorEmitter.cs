using System;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using ProcessIsolate.Generator.Common;
using ProcessIsolate.Generator.Models;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Generator.Emitting;

/// <summary>Writes one file of forwarding methods, one per call shape, with one attribute per call.</summary>
internal static class InterceptorEmitter
{
    private const string FileName = "Interceptors.g.cs";

    /// <summary>Adds the file. Without calls it is empty and there all the same: an analyzer then knows that the generator
    /// looked for calls, and that it did not see those in other generators' files.</summary>
    public static void Emit(SourceProductionContext context, (EquatableArray<CallSiteModel> Calls, bool HasRuntime) input)
    {
        if (input.HasRuntime)
        {
            context.AddSource(FileName, input.Calls.Count > 0 ? Write(input.Calls) : Fragments.Header);
        }
    }

    /// <summary>The file.</summary>
    public static string Write(EquatableArray<CallSiteModel> calls)
    {
        var writer = new SourceWriter().Lines(Fragments.Header);
        writer.Lines("""
            namespace System.Runtime.CompilerServices
            {
                [global::System.AttributeUsage(global::System.AttributeTargets.Method, AllowMultiple = true)]
                [global::System.Diagnostics.CodeAnalysis.ExcludeFromCodeCoverage]
                file sealed class InterceptsLocationAttribute : global::System.Attribute
                {
                    public InterceptsLocationAttribute(int version, string data)
                    {
                    }
                }
            }

            """);
        writer.Open("namespace " + KnownNames.GeneratedNamespace).Lines(Fragments.GeneratedCode).Open("file static class Interceptors");
        var shapes = calls.GroupBy(call => call.Shape!)
            .OrderBy(group => group.Key.ContractClass, StringComparer.Ordinal)
            .ThenBy(group => group.Key.IsExtension)
            .ToImmutableArray();
        for (var index = 0; index < shapes.Length; index++)
        {
            if (index > 0)
            {
                writer.Blank();
            }

            foreach (var call in shapes[index])
            {
                writer.Lines($"[global::System.Runtime.CompilerServices.InterceptsLocation({call.Version}, {Literals.Text(call.Data)})]");
            }

            WriteMethod(writer, shapes[index].Key, index);
        }

        return writer.Close().Close().ToString();
    }

    private static void WriteMethod(SourceWriter writer, InterceptorModel shape, int number)
    {
        var receiver = shape.IsExtension ? "this " : "";
        var declarations = shape.Parameters.Select((parameter, index) => (index == 0 ? receiver : "")
            + (parameter.Span is { IsScoped: true } ? "scoped " : "") + parameter.DeclaredType + " " + Identifiers.Escape(parameter.Name));
        if (BodyEmitter.IsNeeded(shape))
        {
            writer.Open($"internal static {shape.Return.DeclaredType} {shape.MethodName}_{number}({string.Join(", ", declarations)})");
            new BodyEmitter(writer, shape).Write();
            writer.Close();
            return;
        }

        // A task outlives the spans it was made with.
        var arguments = Fragments.Pack(shape.Parameters, shape.Parameters.Select(parameter =>
            Identifiers.Escape(parameter.Name) + (parameter.Span is null ? "" : ".ToArray()")));
        writer.Lines($"""
            internal static {shape.Return.DeclaredType} {shape.MethodName}_{number}({string.Join(", ", declarations)}) =>
                {Fragments.Forward(shape.ContractClass, shape.Return, arguments)};
            """);
    }
}
