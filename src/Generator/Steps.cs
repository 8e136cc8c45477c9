using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis.Diagnostics;
using ProcessIsolate.Generator.Common;
using ProcessIsolate.Generator.Models;

namespace ProcessIsolate.Generator;

/// <summary>The steps of <see cref="RunInProcessGenerator"/> that work on models alone.</summary>
internal static class Steps
{
    private static readonly string[] PublishProperties = ["PublishAot", "PublishTrimmed", "IsAotCompatible", "IsTrimmable"];

    /// <summary>Every contract of this compilation once: a partial method may carry the mark on both parts.</summary>
    public static IEnumerable<ContractModel> Contracts(
        (ImmutableArray<ContractModel?> Marked, AssemblyModel Assembly) input, CancellationToken cancellationToken) =>
        input.Assembly.HasRuntime
            ? Distinct(input.Marked.OfType<ContractModel>().Concat(input.Assembly.Contracts))
            : [];

    /// <summary>The calls that are intercepted. The compiler finds a call by the content of its file: in files of equal content
    /// it cannot tell which is meant and reports generated code. Such calls are left out here and reported by the analyzer.</summary>
    public static EquatableArray<CallSiteModel> Interceptors(ImmutableArray<CallSiteModel?> calls, CancellationToken cancellationToken) =>
        EquatableArray<CallSiteModel>.From(calls.OfType<CallSiteModel>()
            .Where(call => call.Shape is not null)
            .GroupBy(PlaceInContent, StringComparer.Ordinal)
            .Where(group => !group.Skip(1).Any())
            .SelectMany(group => group));

    /// <summary>Every contract for a method of a referenced assembly once, in an order that no edit of a caller changes.</summary>
    public static IEnumerable<ContractModel> ForeignContracts(ImmutableArray<CallSiteModel?> calls, CancellationToken cancellationToken) =>
        Distinct(calls.Select(call => call?.Foreign).OfType<ContractModel>());

    /// <summary>Initializers, then shutdown methods, by their full names.</summary>
    public static EquatableArray<WorkerHookModel> WorkerHooks(
        (ImmutableArray<WorkerHookModel?> Initializers, ImmutableArray<WorkerHookModel?> Shutdowns) input,
        CancellationToken cancellationToken) =>
        EquatableArray<WorkerHookModel>.From(input.Initializers.AddRange(input.Shutdowns).OfType<WorkerHookModel>().Distinct()
            .OrderBy(hook => hook.IsShutdown).ThenBy(hook => hook.FullName, StringComparer.Ordinal));

    /// <summary>What the module class lists.</summary>
    public static ModuleModel Module(
        (((AssemblyModel Assembly, ImmutableArray<ContractModel> Own) Declared, ImmutableArray<ContractModel> Foreign) Contracts,
            EquatableArray<WorkerHookModel> Hooks) input,
        CancellationToken cancellationToken)
    {
        var assembly = input.Contracts.Declared.Assembly;
        var entries = input.Contracts.Declared.Own.Concat(input.Contracts.Foreign)
            .Select(contract => new ModuleEntryModel(contract.Id, contract.ClassName, contract.MarkedName, contract.Exceptions));
        return new ModuleModel(
            assembly.ModuleClass,
            assembly.HasRuntime,
            assembly.IsExecutable,
            assembly.JsonContexts,
            EquatableArray<ModuleEntryModel>.From(entries),
            input.Hooks,
            assembly.GenericNames);
    }

    /// <summary>Whether what a compiler ahead of time must keep is generated.</summary>
    public static bool Keeps(ModuleModel module, AnalyzerConfigOptions options) =>
        module.IsMade && (!module.IsExecutable || PublishProperties.Any(name =>
            options.TryGetValue("build_property." + name, out var value) && value.Equals("true", StringComparison.OrdinalIgnoreCase)));

    /// <summary>What a token of version 1 begins with: the hash of the file and the position in it. The file's name follows.</summary>
    private static string PlaceInContent(CallSiteModel call)
    {
        const int Length = 16 + sizeof(int);
        return call.Version == 1 && Convert.FromBase64String(call.Data) is { Length: >= Length } bytes
            ? Convert.ToBase64String(bytes, 0, Length)
            : call.Data;
    }

    private static IEnumerable<ContractModel> Distinct(IEnumerable<ContractModel> contracts) =>
        contracts.GroupBy(contract => contract.Id, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.First());
}
