using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>Calls of the base library that change an object.</summary>
internal static class Mutators
{
    private static readonly ImmutableHashSet<string> OnReceiver =
    [
        "Add", "AddAfter", "AddBefore", "AddFirst", "AddLast", "AddOrUpdate", "AddRange", "Append", "AppendFormat", "AppendJoin",
        "AppendLine",
        "Clear", "Dequeue", "DequeueEnqueue", "Enqueue", "EnqueueDequeue", "EnqueueRange", "ExceptWith", "Fill", "GetOrAdd", "Insert",
        "InsertRange", "IntersectWith", "Pop", "Push", "PushRange", "Remove", "RemoveAll", "RemoveAt", "RemoveFirst", "RemoveLast",
        "RemoveRange", "RemoveWhere", "Replace", "Reverse", "Set", "SetAll", "SetValue", "Sort", "SymmetricExceptWith", "Take", "TryAdd",
        "TryAddWithoutValidation", "TryDequeue", "TryPop", "TryPopRange", "TryRemove", "TryTake", "TryUpdate", "UnionWith",
    ];

    /// <summary>By type, methods that fill what they are given, with the names of the parameters concerned.</summary>
    private static readonly ImmutableDictionary<string, ImmutableHashSet<string>> OnArgument =
        new Dictionary<string, ImmutableHashSet<string>>
        {
            ["System.Array"] = ["Sort", "Reverse", "Clear", "Fill", "Copy", "ConstrainedCopy", "Initialize"],
            ["System.Buffer"] = ["BlockCopy"],
            ["System.BitConverter"] = ["TryWriteBytes"],
            ["System.Runtime.InteropServices.Marshal"] = ["Copy"],
            ["System.Random"] = ["Shuffle", "NextBytes"],
            ["System.Security.Cryptography.RandomNumberGenerator"] = ["Fill", "GetBytes", "Shuffle"],
            ["System.MemoryExtensions"] = ["Sort", "Reverse", "CopyTo", "Replace"],
            ["System.Collections.Generic.CollectionExtensions"] = ["TryAdd", "Remove", "AddRange", "InsertRange"],
        }.ToImmutableDictionary(StringComparer.Ordinal);

    private static readonly ImmutableHashSet<string> Destinations =
        ["array", "keys", "items", "destinationArray", "dst", "destination", "values", "buffer", "data", "span", "dictionary", "list"];

    private static readonly ImmutableHashSet<string> StreamReads =
        ["Read", "ReadAsync", "ReadAtLeast", "ReadAtLeastAsync", "ReadExactly", "ReadExactlyAsync", "ReadBlock", "ReadBlockAsync"];

    /// <summary>The objects that the call changes.</summary>
    public static IEnumerable<IOperation> Changed(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (call.Instance is { } instance
            && (OnReceiver.Contains(method.Name) && IsCollection(instance.Type) || IsDraw(instance, method)))
        {
            yield return instance;
        }

        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { RefKind: RefKind.None } parameter && IsFilled(method, parameter))
            {
                yield return argument.Value;
            }
        }
    }

    /// <summary>With a seed each process draws the same numbers from the start; without one no code counts on any.</summary>
    private static bool IsDraw(IOperation instance, IMethodSymbol method) => SymbolNames.Is(method.ContainingType, "System.Random")
        && (method.Name.StartsWith("Next", StringComparison.Ordinal) || method.Name is "Shuffle" or "GetItems")
        && instance is IFieldReferenceOperation { Field: { IsStatic: true, IsReadOnly: true } field }
        && field.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is VariableDeclaratorSyntax
        {
            Initializer.Value: BaseObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: > 0 },
        });

    /// <summary>Whether the method fills what it is given as the parameter.</summary>
    public static bool IsFilled(IMethodSymbol method, IParameterSymbol parameter)
    {
        if (method.Name == "CopyTo"
            && parameter.Ordinal == method.Parameters.TakeWhile(each => each.Type.SpecialType is SpecialType.System_Int32).Count() + (method.IsExtensionMethod ? 1 : 0))
        {
            return true;
        }

        if (StreamReads.Contains(method.Name) && parameter.Name == "buffer")
        {
            return true;
        }

        // Array.Copy(source, destination) and MemoryExtensions.CopyTo read their first argument.
        return (parameter.Name == "destination" && SymbolNames.Is(method.ContainingType, "System.Buffers.Binary.BinaryPrimitives"))
            || OnArgument.TryGetValue(SymbolNames.Metadata(method.ContainingType), out var names)
            && names.Contains(method.Name)
            && Destinations.Contains(parameter.Name);
    }

    /// <summary>Types whose methods of such names change the object; immutable ones return another one.</summary>
    public static bool IsCollection(ITypeSymbol? type)
    {
        if (type is null or { SpecialType: SpecialType.System_String })
        {
            return false;
        }

        var space = type.ContainingNamespace?.ToDisplayString() ?? "";
        if (space is "System.Collections.Immutable" or "System.Collections.Frozen")
        {
            return false;
        }

        return type is IArrayTypeSymbol or { SpecialType: SpecialType.System_Array }
            || space.StartsWith("System.Collections", StringComparison.Ordinal)
            || space is "System.Text.Json.Nodes"
            || SymbolNames.Is(type, "System.Text.StringBuilder")
            || SymbolNames.Is(type, "System.Span`1")
            || type.AllInterfaces.Any(each => each.SpecialType is SpecialType.System_Collections_IEnumerable);
    }
}
