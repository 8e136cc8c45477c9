using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using ProcessIsolate.Generator.Models;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Generator.Emitting;

/// <summary>Writes the contract class of one method and, in the same file, its asynchronous companion.</summary>
/// <remarks>Interceptors call the class through <c>Instance</c>; the module class finds it by id. How values are written
/// and read is <see cref="ValueEmitter"/>'s.</remarks>
internal static class ContractEmitter
{
    private const string Accessor = "CallMethod";

    /// <summary>Adds the method's file.</summary>
    public static void Emit(SourceProductionContext context, ContractModel contract) =>
        context.AddSource(Fragments.FileName(contract.ClassName), Write(contract));

    /// <summary>The method's file.</summary>
    public static string Write(ContractModel contract)
    {
        var writer = new SourceWriter().Lines(Fragments.Header);
        var arguments = Fragments.ArgumentsType(contract.Parameters);
        var result = Fragments.ResultType(contract.Return, contract.Parameters);
        writer.Open("namespace " + KnownNames.GeneratedNamespace).Lines(Fragments.GeneratedCode);
        writer.Open($"internal sealed class {contract.ClassName} : {Fragments.Services}" + (contract.Return.Item is { } item
            ? $"RemoteSequenceMethod<{arguments}, {item}>"
            : contract.Return.IsStream ? $"RemoteStreamMethod<{arguments}>"
            : $"RemoteMethod<{arguments}, {result}>"));
        writer.Lines($"internal static readonly {contract.ClassName} Instance = new {contract.ClassName}();").Blank();
        WriteConstructor(writer, contract);
        WriteFindMethod(writer, contract);
        new ValueEmitter(writer, contract, arguments, result).Write();
        WriteExecute(writer, contract, arguments, result);
        WriteToken(writer, contract, arguments);
        WriteInvokeBoxed(writer, contract);
        Fragments.WriteAccessor(writer, contract.Target, contract.Return.DeclaredType, ParameterTypes(contract), Accessor);
        writer.Close().Close();
        Fragments.WriteForwarder(
            writer, contract.Target, contract.Return.DeclaredType, ParameterTypes(contract),
            [.. contract.Parameters.Select((parameter, index) => parameter.Pass("argument" + Literals.Number(index)))]);
        if (contract.Companion is { } companion)
        {
            CompanionEmitter.Write(writer, contract, companion);
        }

        return writer.ToString();
    }

    private static void WriteConstructor(SourceWriter writer, ContractModel contract)
    {
        var options = new List<string>();
        if (contract.Parameters.Count > 0)
        {
            var names = string.Join(", ", contract.Parameters.Select(each => Literals.Text(each.Name)));
            options.Add("ParameterNames = new string[] { " + names + " }");
        }

        if (contract.Options.Pool is { } pool)
        {
            options.Add("Pool = " + Literals.Text(pool));
        }

        AddIfSet("TimeoutMilliseconds", contract.Options.TimeoutMilliseconds);
        AddIfSet("QueueTimeoutMilliseconds", contract.Options.QueueTimeoutMilliseconds);
        AddIfSet("MaxRetries", contract.Options.MaxRetries);
        AddIfSet("Priority", contract.Options.Priority);
        if (contract.Options.Dedicated)
        {
            options.Add("Dedicated = true");
        }

        if (contract.Options.Sandbox is { } profile)
        {
            options.Add("Sandbox = global::ProcessIsolate.SandboxProfile." + profile);
        }

        if (contract.Options.CopiesBack)
        {
            options.Add("CopiesBack = true");
        }

        if (contract.Parameters.Any(parameter => parameter.IsCarried))
        {
            options.Add("Carries = true");
        }

        if (contract.Return.IsCarried)
        {
            options.Add("Streams = true");
        }

        var values = options.Count == 0 ? "()" : " { " + string.Join(", ", options) + " }";
        writer.Lines($"private {contract.ClassName}()");
        writer.Lines($"    : base({Fragments.Contract(contract.ModuleClass)}.Instance, {Literals.Text(contract.Id)},");
        writer.Open($"        new {Fragments.Services}RemoteMethodOptions{values})");
        if (contract.Target.RunsModuleConstructor)
        {
            writer.Lines("global::System.Runtime.CompilerServices.RuntimeHelpers.RunModuleConstructor(");
            writer.Lines($"    typeof({contract.Target.DeclaringType}).Module.ModuleHandle);");
        }

        writer.Close().Blank();

        void AddIfSet(string name, int value)
        {
            if (value != 0)
            {
                options.Add(name + " = " + Literals.Number(value));
            }
        }
    }

    private static void WriteFindMethod(SourceWriter writer, ContractModel contract)
    {
        const string Flags = "global::System.Reflection.BindingFlags.";
        var parameters = string.Join(", ", contract.Parameters.Select(each =>
            $"typeof({each.PlainType})" + (each.Reference is null ? "" : ".MakeByRefType()")));
        var types = parameters.Length == 0 ? "global::System.Type.EmptyTypes" : "new global::System.Type[] { " + parameters + " }";
        if (contract.Target.TypeArguments.Count > 0)
        {
            var arguments = string.Join(", ", contract.Target.TypeArguments.Select(argument => $"typeof({argument})"));
            writer.Lines($"""
                public override global::System.Reflection.MethodInfo? FindMethod() => FindGenericMethod(
                    typeof({contract.Target.DeclaringType}),
                    {Literals.Text(contract.Target.MetadataName)},
                    new global::System.Type[] {"{ " + arguments + " }"},
                    {types});

                """);
            return;
        }

        writer.Lines($"""
            public override global::System.Reflection.MethodInfo? FindMethod() => typeof({contract.Target.DeclaringType}).GetMethod(
                {Literals.Text(contract.Target.MetadataName)},
                {Flags}Static | {Flags}Public | {Flags}NonPublic | {Flags}DeclaredOnly,
                null,
                {types},
                null);

            """);
    }

    private static void WriteExecute(SourceWriter writer, ContractModel contract, string arguments, string result)
    {
        var items = Items(contract, "arguments").Select((item, index) => contract.Parameters[index] switch
        {
            { Span: not null } => item + ".Span",
            { IsWritten: true } written => written.Pass(item + ".Value"),
            { } parameter => parameter.Pass(item),
        });
        var call = Fragments.Call(contract.Target, items, Accessor);
        if (Fragments.WrittenSpans(contract.Parameters) is { Count: > 0 } written)
        {
            WriteExecuteWithSpans(writer, contract, (arguments, result), call, written);
            return;
        }

        if (contract.Return.IsAsync)
        {
            var value = contract.Return.Value is null ? "" : "return ";
            writer.Lines($"""
                public override {result} Execute(in {arguments} arguments) => RunAsync(arguments).GetAwaiter().GetResult();

                public override {Fragments.Tasks}Task<{result}> ExecuteAsync(in {arguments} arguments) => RunAsync(arguments);

                """);
            writer.Open($"private static async {Fragments.Tasks}Task<{result}> RunAsync({arguments} arguments)");
            var forgiving = contract.Return.DeclaredType.EndsWith("?", StringComparison.Ordinal) ? "!" : "";
            writer.Lines($"{value}await {call}{forgiving}.ConfigureAwait(false);");
        }
        else if (contract.Return.Value is not null)
        {
            writer.Lines($"public override {result} Execute(in {arguments} arguments) => {call}{(contract.Return.Item is null ? "" : "!")};").Blank();
            return;
        }
        else
        {
            writer.Open($"public override {result} Execute(in {arguments} arguments)").Lines(call + ";");
        }

        if (contract.Return.Value is null)
        {
            writer.Lines("return default;");
        }

        writer.Close().Blank();
    }

    private static void WriteExecuteWithSpans(
        SourceWriter writer, ContractModel contract, (string Arguments, string Result) types, string call, List<int> written)
    {
        writer.Open($"public override {types.Result} Execute(in {types.Arguments} arguments)");
        var own = Fragments.OwnResultType(contract.Return);
        writer.Lines(contract.Return.Value is null ? $"{call};\n{own} result = default;" : $"{own} result = {call};");
        var spans = string.Join(", ", written.Select(index => "arguments.Item" + Literals.Number(index + 1)));
        writer.Lines($"return (result, {spans});").Close().Blank();
    }

    private static void WriteToken(SourceWriter writer, ContractModel contract, string arguments)
    {
        var tokens = Items(contract, "arguments").Where((_, index) => contract.Parameters[index].IsCancellationToken).ToList();
        if (tokens.Count == 0)
        {
            return;
        }

        writer.Lines(tokens.Count == 1
            ? $"public override {Fragments.CancellationToken} GetCancellationToken(in {arguments} arguments) => {tokens[0]};"
            : $"public override {Fragments.CancellationToken}[]? GetCancellationTokens(in {arguments} arguments) =>\n"
                + $"    new {Fragments.CancellationToken}[] {{ {string.Join(", ", tokens)} }};").Blank();
    }

    private static void WriteInvokeBoxed(SourceWriter writer, ContractModel contract)
    {
        var values = contract.Parameters.Select((parameter, index) => parameter.IsWritten
            ? $"new {parameter.Value.Type}(({parameter.Reference!.Type})arguments[{Literals.Number(index)}]!)"
            : $"({parameter.Value.Type})arguments[{Literals.Number(index)}]!");
        writer.Open($"public override {Fragments.ArgumentsType(contract.Parameters)} Unbox(object?[] arguments)");
        writer.Lines($"return {Fragments.Pack(contract.Parameters, values)};").Close().Blank();
        writer.Open($"public override object? InvokeBoxed(global::ProcessIsolate.ProcessPool? pool, object?[] arguments, {Fragments.CancellationToken} cancellationToken)");
        writer.Lines(contract.Return switch
        {
            { Kind: ReturnKind.Task } => "return InvokeAsync(pool, Unbox(arguments), cancellationToken);",
            { Kind: ReturnKind.ValueTask } => $"return new {contract.Return.DeclaredType}(InvokeAsync(pool, Unbox(arguments), cancellationToken){(contract.Return.IsStream ? "!" : "")});",
            { Value: null } => "Invoke(pool, Unbox(arguments));\nreturn null;",
            _ => "return Invoke(pool, Unbox(arguments));",
        });
        writer.Close();
    }

    private static List<string> ParameterTypes(ContractModel contract) =>
        [.. contract.Parameters.Select(parameter => parameter.DeclaredType)];

    private static IEnumerable<string> Items(ContractModel contract, string tuple) =>
        contract.Parameters.Select((_, index) => $"{tuple}.Item{Literals.Number(index + 1)}");
}
