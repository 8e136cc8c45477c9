using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace ProcessIsolate.Runtime.Tests;

/// <summary>Writes the members of <c>ProcessPool</c> that take a method and items: one for each number of parameters, with and
/// without a token, for each kind of result.</summary>
internal static class MapOverloads
{
    private const int MaxParameters = 4;
    private const string Items = "<param name=\"items\">";
    private const string Unmarked = "<exception cref=\"ArgumentException\">The method is not marked; the message says how to mark it.</exception>";
    private const string Function =
        "<param name=\"function\">A marked method, by name. One of 2 to 4 parameters gets its items as tuples; a last parameter that is a token is the call's own.</param>";

    private const string Options = "<param name=\"options\">How to spread them; null for the defaults.</param>";

    private const string Map = "The results in the order of the items. When items fail, the others are still finished; then the exception of the first of "
        + "them is thrown, with its index in <c>Data[\"ItemIndex\"]</c>.";

    private const string Outcomes = "An outcome for each item, in order. Nothing is lost because an item failed or the map was cancelled: items "
        + "that did not finish then have an <see cref=\"OperationCanceledException\"/>, those that no worker could be had for the reason.";

    private const string Stream = "The results in the order of the items. An item that fails ends the stream at its place, as does an input that throws. Items are "
        + "taken from the input as the stream is read, no more than <see cref=\"MapOptions.MaxBuffered\"/> ahead. Leaving the loop cancels what runs.";

    private const string StreamOutcomes = "An outcome for each item, as they complete. Items are taken from the input as the stream is read, no more than "
        + "<see cref=\"MapOptions.MaxBuffered\"/> ahead. An input that throws ends the stream once its items are finished; leaving the loop cancels what runs.";

    private static readonly Member[] Members =
    [
        new("Map", "Map", ["IEnumerable"], "{0}[]", "MapCore", "Runs a marked method once for each item, spread over the workers, and waits for all.", Map),
        new("MapAsync", "MapAsync", ["IEnumerable"], "Task<{0}[]>", "MapCoreAsync", "Runs a marked method once for each item, spread over the workers.", Map),
        new("MapOutcomes", "MapOutcomes", ["IEnumerable"], "CallOutcome<{1}, {0}>[]", "MapOutcomesCore",
            "Runs a marked method once for each item, spread over the workers, and gives each item's outcome.", Outcomes),
        new("MapOutcomesAsync", "MapOutcomesAsync", ["IEnumerable"], "Task<CallOutcome<{1}, {0}>[]>", "MapOutcomesCoreAsync",
            "Runs a marked method once for each item, spread over the workers, and gives each item's outcome.", Outcomes),
        new("StreamAsync", "StreamAsync", ["IEnumerable"], "IAsyncEnumerable<{0}>", "StreamCore",
            "Runs a marked method for each item of an input of any length, spread over the workers.", Stream),
        new("StreamAsync.AsyncInput", "StreamAsync", ["IAsyncEnumerable"], "IAsyncEnumerable<{0}>", "StreamCore",
            "Runs a marked method for each item of an asynchronous input of any length, spread over the workers.", Stream),
        new("StreamOutcomesAsync", "StreamOutcomesAsync", ["IEnumerable"], "IAsyncEnumerable<CallOutcome<{1}, {0}>>", "StreamOutcomesCore",
            "Runs a marked method for each item of an input of any length, spread over the workers, and gives each item's outcome.", StreamOutcomes),
        new("StreamOutcomesAsync.AsyncInput", "StreamOutcomesAsync", ["IAsyncEnumerable"], "IAsyncEnumerable<CallOutcome<{1}, {0}>>", "StreamOutcomesCore",
            "Runs a marked method for each item of an asynchronous input of any length, spread over the workers, and gives each item's outcome.", StreamOutcomes),
    ];

    private sealed record Member(string File, string Name, string[] Inputs, string Returns, string Core, string Summary, string Result)
    {
        public string Input => Inputs[0];
    }

    /// <summary>The files by name.</summary>
    public static IEnumerable<(string Name, string Text)> Write() => Members.Select(static member => ($"ProcessPool.{member.File}.cs", Write(member)));

    private static string Write(Member member)
    {
        StringBuilder text = new();
        bool isStream = member.Core.StartsWith("Stream", System.StringComparison.Ordinal);
        text.Append("// Written by tests/Runtime.Tests/MapOverloads.cs; PROCESSISOLATE_UPDATE=1 and its test write it anew.\n");
        text.Append("using System;\nusing System.Collections.Generic;\nusing System.Threading;\nusing System.Threading.Tasks;\n");
        text.Append("using ProcessIsolate.Calls;\nusing ProcessIsolate.CompilerServices;\n\n");
        text.Append("namespace ProcessIsolate;\n\npublic sealed partial class ProcessPool\n{\n");
        bool first = true;
        for (int count = 1; count <= MaxParameters; count++)
        {
            foreach (bool hasToken in new[] { false, true })
            {
                foreach (string result in new[] { "TResult", "Task<TResult>", "ValueTask<TResult>", "", "Task", "ValueTask" })
                {
                    text.Append(first ? Docs(member, isStream) : $"\n    /// <inheritdoc cref=\"{member.Name}{{T,TResult}}(Func{{T,TResult}},{member.Input}{{T}},MapOptions,CancellationToken)\"/>\n");
                    first = false;
                    Write(text, member, count, hasToken, result);
                }
            }
        }

        return text.Append("}\n").ToString();
    }

    private static string Docs(Member member, bool isStream) =>
        $"""
            /// <summary>{member.Summary}</summary>
            /// {Function}
            /// {Items}{(isStream ? "The items; enumerated once for each enumeration of the result, on another thread." : "The items; enumerated once, before the first call.")}</param>
            /// {Options}
            /// <param name="cancellationToken">Cancels the items that wait, and those that run as in <c>RunAsync</c>.</param>
            /// <returns>{member.Result}</returns>
            /// {Unmarked}

        """.ReplaceLineEndings("\n");

    private static void Write(StringBuilder text, Member member, int count, bool hasToken, string result)
    {
        string[] types = count == 1 ? ["T"] : [.. Enumerable.Range(1, count).Select(static i => $"T{i}")];
        string list = string.Join(", ", types);
        string item = count == 1 ? "T" : $"({list})";
        bool hasResult = result.Contains("TResult", System.StringComparison.Ordinal);
        string taken = hasToken ? list + ", CancellationToken" : list;
        string function = result.Length == 0 ? $"Action<{taken}>" : $"Func<{taken}, {result}>";
        string yields = hasResult ? "TResult" : "VoidResult";
        string returns = !hasResult && member.Name is "Map" ? "void" : !hasResult && member.Name is "MapAsync" ? "Task"
            : string.Format(System.Globalization.CultureInfo.InvariantCulture, member.Returns, yields, item);
        string arguments = hasToken || count > 1 ? $"({taken})" : "ValueTuple<T>";
        string shape = (count, hasToken) switch
        {
            (1, false) => "One<T>()",
            (1, true) => "OneWithToken<T>()",
            (_, false) => $"All<{item}>()",
            _ => $"AllWithToken<{list}>()",
        };
        text.Append($"    public {returns} {member.Name}<{list}{(hasResult ? ", TResult" : "")}>(\n")
            .Append($"        {function} function, {member.Input}<{item}> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>\n")
            .Append($"        {member.Core}<{item}, {arguments}, {yields}>(function, MapShape.{shape}, items, options, cancellationToken);\n");
    }
}
