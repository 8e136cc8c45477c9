using System.Collections.Generic;
using System.Linq;
using ProcessIsolate.Generator.Models;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Generator.Emitting;

/// <summary>Writes the body of an interceptor whose method takes spans or writes variables of its caller. Of spans memory travels in their
/// place, and what comes back is copied into those that the method may write into; in the place of each variable an object travels,
/// which is given back.</summary>
internal sealed class BodyEmitter(SourceWriter writer, InterceptorModel shape)
{
    private const string Copy = Fragments.Services + "SpanCopy";

    // No parameter of the user's is named so.
    private const string Result = "__result";

    private readonly List<int> spans = [.. Where(shape, parameter => parameter.Span is not null)];
    private readonly List<int> writtenSpans = Fragments.WrittenSpans(shape.Parameters);
    private readonly List<int> written = [.. Where(shape, parameter => parameter.IsWritten)];

    /// <summary>Whether one expression is not enough.</summary>
    public static bool IsNeeded(InterceptorModel shape) => shape.Parameters.Any(parameter => parameter.IsWritten)
        || (!shape.Return.IsAsync && shape.Parameters.Any(parameter => parameter.Span is not null));

    /// <summary>Writes the statements.</summary>
    public void Write()
    {
        WriteOverlapChecks();
        foreach (var index in spans)
        {
            var type = $"{Copy}<{shape.Parameters[index].Span!.Element}>";
            writer.Lines($"using {type} {CopyName(index)} = new {type}({Parameter(index)});");
        }

        for (var place = 0; place < written.Count; place++)
        {
            WriteVariable(place);
        }

        // A method that throws has written some of them, perhaps.
        var kept = written.Where(index => shape.Parameters[index].Reference!.Keyword is "ref").ToList();
        if (kept.Count == 0)
        {
            WriteCall();
            return;
        }

        writer.Open("try");
        WriteCall();
        writer.Close().Open("finally");
        WriteBack(kept);
        writer.Close();
    }

    private void WriteCall()
    {
        var arguments = Fragments.Pack(shape.Parameters, shape.Parameters.Select((parameter, index) => parameter switch
        {
            { Span: not null } => CopyName(index) + ".Memory",
            { IsWritten: true } => VariableName(index),
            _ => Parameter(index),
        }));
        var call = Fragments.Forward(shape.ContractClass, shape.Return, arguments);
        var filled = written.Where(index => shape.Parameters[index].Reference!.Keyword is "out").ToList();
        var hasResult = shape.Return.Value is not null;
        if (writtenSpans.Count == 0 && filled.Count == 0)
        {
            writer.Lines((hasResult ? "return " : "") + call + ";");
            return;
        }

        var isNamed = hasResult || writtenSpans.Count > 0;
        writer.Lines((isNamed ? $"{Fragments.ResultType(shape.Return, shape.Parameters)} {Result} = " : "") + call + ";");
        for (var index = 0; index < writtenSpans.Count; index++)
        {
            writer.Lines($"{CopyName(writtenSpans[index])}.CopyBack({Result}.Item{Literals.Number(index + 2)});");
        }

        WriteBack(filled);
        if (hasResult)
        {
            writer.Lines($"return {Result}{(writtenSpans.Count > 0 ? ".Item1" : "")};");
        }
    }

    private void WriteVariable(int place)
    {
        var index = written[place];
        var parameter = shape.Parameters[index];
        var type = parameter.Value.Type;
        var isFilled = parameter.Reference!.Keyword is "out";
        var others = written.Take(place).Where(other => shape.Parameters[other].Value.Type == type).ToList();
        if (isFilled && others.Count > 0)
        {
            // Looked at only for which variable it is.
            writer.Lines($"global::System.Runtime.CompilerServices.Unsafe.SkipInit(out {Parameter(index)});");
        }

        // One variable behind two parameters is one there, too.
        var same = others.Select(other => $"{VariableName(other)}.If(ref {Parameter(other)}, ref {Parameter(index)}) ?? ");
        writer.Lines($"{type} {VariableName(index)} = {string.Concat(same)}new {type}({(isFilled ? "" : Parameter(index))});");
    }

    private void WriteBack(List<int> variables)
    {
        foreach (var index in variables)
        {
            writer.Lines($"{Parameter(index)} = {VariableName(index)}.Value;");
        }
    }

    // In process the method would see through one span what it writes through the other; copies do not show it.
    private void WriteOverlapChecks()
    {
        for (var second = 1; second < spans.Count; second++)
        {
            for (var first = 0; first < second; first++)
            {
                var (left, right) = (shape.Parameters[spans[first]], shape.Parameters[spans[second]]);
                if (left.Span!.IsWritten || right.Span!.IsWritten)
                {
                    writer.Lines($"{Copy}.ThrowIfOverlapping<{left.Span!.Element}, {right.Span!.Element}>("
                        + $"{Parameter(spans[first])}, {Parameter(spans[second])}, {Literals.Text(right.Name)});");
                }
            }
        }
    }

    private static IEnumerable<int> Where(InterceptorModel shape, System.Func<ParameterModel, bool> condition) =>
        Enumerable.Range(0, shape.Parameters.Count).Where(index => condition(shape.Parameters[index]));

    private string Parameter(int index) => Identifiers.Escape(shape.Parameters[index].Name);

    private static string CopyName(int index) => "__copy" + Literals.Number(index + 1);

    private static string VariableName(int index) => "__ref" + Literals.Number(index + 1);
}
