using ProcessIsolate.Generator.Common;

namespace ProcessIsolate.Generator.Models;

/// <summary>What the compilation as a whole contributes.</summary>
/// <param name="ModuleClass">The generated module class.</param>
/// <param name="HasRuntime">Whether the runtime assembly is referenced; without it nothing is generated.</param>
/// <param name="IsExecutable">Whether the output is a program, which may be started as its own worker.</param>
/// <param name="JsonContexts">Named serializer contexts, in order.</param>
/// <param name="Contracts">Contracts of methods marked on the assembly.</param>
/// <param name="GenericNames">Names of generic methods that may be marked: their contracts are made where they are called.</param>
internal sealed record AssemblyModel(
    string ModuleClass,
    bool HasRuntime,
    bool IsExecutable,
    EquatableArray<string> JsonContexts,
    EquatableArray<ContractModel> Contracts,
    EquatableArray<string> GenericNames);

/// <summary>A method that runs when a worker starts or ends.</summary>
/// <param name="FullName">Orders several.</param>
/// <param name="IsShutdown">Whether it runs at the end.</param>
/// <param name="Target">How generated code calls it.</param>
/// <param name="Return">How it returns.</param>
internal sealed record WorkerHookModel(string FullName, bool IsShutdown, TargetModel Target, ReturnKind Return);

/// <summary>What the module class knows of one contract.</summary>
internal sealed record ModuleEntryModel(string Id, string ClassName, string? MarkedName, EquatableArray<ExceptionModel> Exceptions);

/// <summary>The module class.</summary>
internal sealed record ModuleModel(
    string ModuleClass,
    bool HasRuntime,
    bool IsExecutable,
    EquatableArray<string> JsonContexts,
    EquatableArray<ModuleEntryModel> Entries,
    EquatableArray<WorkerHookModel> Hooks,
    EquatableArray<string> GenericNames)
{
    /// <summary>Whether there is anything to make known.</summary>
    public bool HasContent => Entries.Count > 0 || Hooks.Count > 0 || JsonContexts.Count > 0 || GenericNames.Count > 0;

    /// <summary>Whether the class is made.</summary>
    public bool IsMade => HasRuntime;
}
