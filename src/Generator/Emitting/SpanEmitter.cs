using System.Collections.Generic;
using System.Linq;
using ProcessIsolate.Generator.Models;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Generator.Emitting;

/// <summary>Writes the body of an interceptor whose method takes spans: memory travels in their place, and what comes back
/// is copied into those that the method may write into.</summary>
internal static class SpanEmitter
{
    private const string Copy = Fragments.Services + "SpanCopy";

    // No parameter of the user's is named so.
    private const string Result = "__result";

    /// <summary>Writes the statements.</summary>
    public static void WriteBody(SourceWriter writer, InterceptorModel shape)
    {
        var spans = Enumerable.Range(0, shape.Parameters.Count).Where(index => shape.Parameters[index].Span is not null).ToList();
        var written = Fragments.WrittenSpans(shape.Parameters);
        WriteOverlapChecks(writer, shape, spans);
        foreach (var index in spans)
        {
            var type = $"{Copy}<{shape.Parameters[index].Span!.Element}>";
            writer.Lines($"using {type} {Name(index)} = new {type}({Parameter(shape, index)});");
        }

        var arguments = Fragments.Pack(
            shape.Parameters,
            shape.Parameters.Select((parameter, index) => parameter.Span is null ? Parameter(shape, index) : Name(index) + ".Memory"));
        var call = Fragments.Forward(shape.ContractClass, shape.Return, arguments);
        if (written.Count == 0)
        {
            writer.Lines((shape.Return.Value is null ? "" : "return ") + call + ";");
            return;
        }

        writer.Lines($"{Fragments.ResultType(shape.Return, shape.Parameters)} {Result} = {call};");
        for (var index = 0; index < written.Count; index++)
        {
            writer.Lines($"{Name(written[index])}.CopyBack({Result}.Item{Literals.Number(index + 2)});");
        }

        if (shape.Return.Value is not null)
        {
            writer.Lines($"return {Result}.Item1;");
        }
    }

    // In process the method would see through one span what it writes through the other; copies do not show it.
    private static void WriteOverlapChecks(SourceWriter writer, InterceptorModel shape, List<int> spans)
    {
        for (var second = 1; second < spans.Count; second++)
        {
            for (var first = 0; first < second; first++)
            {
                var (left, right) = (shape.Parameters[spans[first]], shape.Parameters[spans[second]]);
                if (left.Span!.IsWritten || right.Span!.IsWritten)
                {
                    writer.Lines($"{Copy}.ThrowIfOverlapping<{left.Span!.Element}, {right.Span!.Element}>("
                        + $"{Parameter(shape, spans[first])}, {Parameter(shape, spans[second])}, {Literals.Text(right.Name)});");
                }
            }
        }
    }

    private static string Parameter(InterceptorModel shape, int index) => Identifiers.Escape(shape.Parameters[index].Name);

    private static string Name(int index) => "__copy" + Literals.Number(index + 1);
}
