using System;
using System.Collections.Generic;
using System.Linq;
using ProcessIsolate.Generator.Models;

namespace ProcessIsolate.Generator.Emitting;

/// <summary>Writes the four members of a contract that move values: arguments and result, out and in.</summary>
internal sealed class ValueEmitter(SourceWriter writer, ContractModel contract, string arguments, string result)
{
    private readonly List<int> written = Fragments.WrittenSpans(contract.Parameters);
    private readonly List<int> tokens =
        [.. Enumerable.Range(0, contract.Parameters.Count).Where(index => contract.Parameters[index].IsCancellationToken)];

    /// <summary>Writes the members.</summary>
    public void Write()
    {
        WriteArguments();
        ReadArguments();
        if (!contract.Return.IsCarried)
        {
            WriteResult();
            ReadResult();
        }
    }

    private void WriteArguments()
    {
        writer.Open($"public override void WriteArguments({Fragments.Services}ArgumentWriter writer, in {arguments} arguments)");
        WriteInOrder("writer", index =>
        {
            if (contract.Parameters[index].IsCancellationToken)
            {
                writer.Lines($"writer.Write(arguments.Item{index + 1});");
            }
            else
            {
                WriteValue(contract.Parameters[index].Value, $"arguments.Item{index + 1}", $"value{index + 1}");
            }
        });
        writer.Close().Blank();
    }

    // What comes back is written first: its objects then have the lowest numbers.
    private void WriteInOrder(string subject, Action<int> write)
    {
        if (!contract.Options.CopiesBack)
        {
            Enumerable.Range(0, contract.Parameters.Count).ToList().ForEach(write);
            return;
        }

        writer.Lines(subject + ".BeginCopied();");
        Enumerable.Range(0, contract.Parameters.Count).Where(index => contract.Parameters[index].IsCopiedBack).ToList().ForEach(write);
        writer.Lines(subject + ".EndCopied();");
        Enumerable.Range(0, contract.Parameters.Count).Where(index => !contract.Parameters[index].IsCopiedBack).ToList().ForEach(write);
    }

    private void ReadArguments()
    {
        writer.Open($"public override {arguments} ReadArguments(ref {Fragments.Services}ArgumentReader reader)");
        WriteInOrder("reader", index =>
        {
            var parameter = contract.Parameters[index];
            var read = !parameter.IsCancellationToken ? ReadValue(parameter.Value)
                : tokens.Count == 1 ? "reader.CancellationToken"
                : $"reader.GetCancellationToken({tokens.IndexOf(index)})";
            writer.Lines($"{parameter.Value.Type} value{index + 1} = {read};");
        });
        var names = contract.Parameters.Select((_, index) => $"value{index + 1}");
        writer.Lines($"return {Fragments.Pack(contract.Parameters, names)};").Close().Blank();
    }

    private void WriteResult()
    {
        writer.Open($"public override void WriteResult({Fragments.Services}ArgumentWriter writer, {result} result)");
        if (written.Count == 0)
        {
            WriteOwnResult("result");
        }
        else
        {
            writer.Lines("writer.WriteStartList();");
            WriteOwnResult("result.Item1");
            for (var index = 0; index < written.Count; index++)
            {
                WriteValue(contract.Parameters[written[index]].Value, $"result.Item{index + 2}", $"value{index + 2}");
            }

            writer.Lines("writer.WriteEndList();");
        }

        writer.Close().Blank();
    }

    private void ReadResult()
    {
        writer.Open($"public override {result} ReadResult(ref {Fragments.Services}ArgumentReader reader)");
        if (written.Count == 0)
        {
            writer.Lines(contract.Return.Value is { } value ? $"return {ReadValue(value)};" : "reader.TryReadNull();\nreturn default;");
        }
        else
        {
            ReadSpans();
        }

        writer.Close().Blank();
    }

    private void WriteOwnResult(string expression)
    {
        if (contract.Return.Value is { } value)
        {
            WriteValue(value, expression, "value");
        }
        else
        {
            writer.Lines("writer.WriteNull();");
        }
    }

    private void ReadSpans()
    {
        var own = Fragments.OwnResultType(contract.Return);
        writer.Lines("reader.ReadStartList();");
        writer.Lines(contract.Return.Value is { } value
            ? $"{own} value1 = {ReadValue(value)};"
            : $"reader.TryReadNull();\n{own} value1 = default;");
        var names = new List<string> { "value1" };
        foreach (var index in written)
        {
            names.Add($"value{names.Count + 1}");
            var span = contract.Parameters[index].Value;
            writer.Lines($"{span.Type} {names[names.Count - 1]} = {ReadValue(span)};");
        }

        writer.Lines($"reader.ReadEndList();\nreturn ({string.Join(", ", names)});");
    }

    private void WriteValue(ValueModel value, string expression, string local)
    {
        if (value.Reader is null)
        {
            writer.Lines($"writer.WriteValue<{value.InfoType}>({expression}{(value.IsReference ? "!" : "")}, Module);");
            return;
        }

        var cast = value.WriteCast is { } type ? $"({type})" : "";
        var more = value.Argument is { } argument ? ", " + argument : "";
        if (!value.IsNullableValue)
        {
            writer.Lines($"writer.{value.Writer}({cast}{expression}{more});");
            return;
        }

        writer.Open($"if ({expression} is {{ }} {local})").Lines($"writer.{value.Writer}({cast}{local});").Close();
        writer.Open("else").Lines("writer.WriteNull();").Close();
    }

    private string ReadValue(ValueModel value)
    {
        if (value.Reader is null)
        {
            return $"reader.ReadValue<{value.InfoType}>(Module)!";
        }

        var read = (value.ReadCast is { } type ? $"({type})" : "") + $"reader.{value.Reader}({value.Argument})" + (value.IsReference ? "!" : "");
        return value.IsNullableValue ? $"reader.TryReadNull() ? default({value.Type}) : {read}" : read;
    }
}
