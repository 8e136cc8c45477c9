using System.Linq;
using ProcessIsolate.Generator.Models;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Generator.Emitting;

/// <summary>Writes the asynchronous companion of a synchronous method.</summary>
internal static class CompanionEmitter
{
    /// <summary>Appends the companion to the contract's file, as a static extension or as a member.</summary>
    public static void Write(SourceWriter writer, ContractModel contract, CompanionModel companion)
    {
        writer.Blank();
        if (companion.Partial is { } partial)
        {
            Fragments.OpenPartial(writer, partial);
            WriteMethod(writer, contract, companion);
            Fragments.ClosePartial(writer, partial);
            return;
        }

        // The global namespace is always in scope: the extension needs no using directive.
        writer.Lines($"""
            /// <summary>Holds <c>{companion.Name}</c>.</summary>
            {Fragments.GeneratedCode}
            [global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]
            """);
        writer.Open($"{companion.Accessibility} static class {companion.ExtensionClass}");
        writer.Open($"extension({contract.Target.DeclaringType})");
        WriteMethod(writer, contract, companion);
        writer.Close().Close();
    }

    // Code that writes its name is told why there is none.
    private static void WriteRefusal(SourceWriter writer, CompanionModel companion, string declarations, string problem) => writer.Lines($"""
        /// <summary>Cannot be called.</summary>
        {(companion.Partial is null ? "" : Fragments.GeneratedCode)}
        [global::System.Obsolete({Literals.Text(problem)}, true)]
        [global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]
        {companion.Accessibility} static {Fragments.Tasks}Task {companion.Name}({declarations}) => throw new global::System.NotSupportedException();
        """.Replace("\n\n", "\n"));

    private static void WriteMethod(SourceWriter writer, ContractModel contract, CompanionModel companion)
    {
        var token = companion.AddedToken is { } added ? [$"{Fragments.CancellationToken} {added} = default"] : System.Array.Empty<string>();
        var declarations = string.Join(", ", companion.Parameters.Concat(token));
        if (companion.Problem is { } problem)
        {
            WriteRefusal(writer, companion, declarations, problem);
            return;
        }

        var values = Fragments.Pack(contract.Parameters, contract.Parameters.Select(each => Identifiers.Escape(each.Name)));
        var result = contract.Return.IsStream ? contract.Return.DeclaredType : contract.Return.Value?.Type;
        var type = Fragments.Tasks + (result is null ? "Task" : $"Task<{result}>");
        var forgiving = contract.Return.IsStream ? "!" : "";
        var call = $"{Fragments.Contract(contract.ClassName)}.Instance.InvokeAsync({values}, {companion.AddedToken ?? "default"}){forgiving}";
        writer.Lines($"""
            /// <summary>Runs <c>{contract.Target.MetadataName}</c> in another process without blocking.</summary>
            {(companion.Partial is null ? "" : Fragments.GeneratedCode)}
            {companion.Accessibility} static {type} {companion.Name}({declarations}) => {call};
            """.Replace("\n\n", "\n"));
    }
}
