using System;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>Members of other libraries that mean something else in a worker, or do something that a second run does again.</summary>
internal static class NamedMembers
{
    /// <summary>Not a rule: the body gives an <c>AsyncLocal</c> a value.</summary>
    public const string AmbientSet = "set";

    private const string NoInput = "a worker has no standard input; read it in the host and pass what was read";
    private const string NoRequest = "the request is in the host; pass what is needed of it";
    private const string NoUserInterface = "a worker has no user interface thread; do this in the host, with the result";
    private const string NoFlow = "it does not go with the call; pass it as an argument";
    private const string OwnDirectory = "a worker has a current directory of its own; pass the host's";
    private const string OwnCommandLine = "a worker has a command line of its own; pass what is needed of the host's";
    private const string OwnEntry = "a worker is not started by the program's Main; name an assembly by one of its types";
    private const string OwnVariables = "a worker has environment variables of its own, which no other process sees";
    private const string OwnProcess = "it is the worker here; WorkerContext.HostProcessId is the host";

    private static readonly ImmutableArray<Row> Rows =
    [
        new("System.Console", RuleIds.HostOnly, NoInput, "In", "Read", "ReadLine", "ReadKey", "KeyAvailable", "OpenStandardInput"),
        new("Microsoft.AspNetCore.Http.IHttpContextAccessor", RuleIds.HostOnly, NoRequest, "HttpContext"),
        new("Microsoft.AspNetCore.Http.HttpContextAccessor", RuleIds.HostOnly, NoRequest, "HttpContext"),
        new("System.Web.HttpContext", RuleIds.HostOnly, NoRequest, "Current"),
        new("System.Threading.SynchronizationContext", RuleIds.HostOnly, NoUserInterface, "Current"),
        new("System.Threading.Tasks.TaskScheduler", RuleIds.HostOnly, NoUserInterface, "FromCurrentSynchronizationContext"),
        new(
            "System.Windows.Threading.Dispatcher", RuleIds.HostOnly, NoUserInterface,
            "CurrentDispatcher", "Invoke", "InvokeAsync", "BeginInvoke"),
        new("System.Windows.Application", RuleIds.HostOnly, NoUserInterface, "Current"),
        new("System.Windows.Forms.Application", RuleIds.HostOnly, NoUserInterface, "OpenForms", "Run"),
        new("System.Windows.Forms.Control", RuleIds.HostOnly, NoUserInterface, "Invoke", "BeginInvoke", "InvokeAsync"),
        new("Avalonia.Threading.Dispatcher", RuleIds.HostOnly, NoUserInterface, "UIThread"),
        new(
            "Microsoft.Maui.ApplicationModel.MainThread", RuleIds.HostOnly, NoUserInterface,
            "BeginInvokeOnMainThread", "InvokeOnMainThreadAsync"),
        new("System.Transactions.Transaction", RuleIds.HostOnly, NoFlow, "Current"),
        new("System.Threading.Thread", RuleIds.HostOnly, NoFlow, "CurrentPrincipal"),
        new("System.Security.Claims.ClaimsPrincipal", RuleIds.HostOnly, NoFlow, "Current"),
        new("System.Environment", RuleIds.OwnIdentity, OwnDirectory, "CurrentDirectory"),
        new("System.IO.Directory", RuleIds.OwnIdentity, OwnDirectory, "GetCurrentDirectory", "SetCurrentDirectory"),
        new("System.Environment", RuleIds.OwnIdentity, OwnCommandLine, "CommandLine", "GetCommandLineArgs"),
        new("System.Reflection.Assembly", RuleIds.OwnIdentity, OwnEntry, "GetEntryAssembly"),
        new("System.Environment", RuleIds.OwnIdentity, OwnProcess, "ProcessId", "ProcessPath"),
        new("System.Environment", RuleIds.OwnIdentity, OwnVariables, "SetEnvironmentVariable"),
        new("System.Diagnostics.Process", RuleIds.OwnIdentity, OwnProcess, "GetCurrentProcess"),
    ];

    private static readonly ImmutableDictionary<string, ImmutableArray<Row>> ByMember = Rows
        .SelectMany(row => row.Members.Select(member => (Member: member, Row: row)))
        .GroupBy(pair => pair.Member, StringComparer.Ordinal)
        .ToImmutableDictionary(group => group.Key, group => group.Select(pair => pair.Row).ToImmutableArray(), StringComparer.Ordinal);

    private static readonly ImmutableHashSet<string> ThreadStarters =
    [
        "System.Threading.Tasks.Parallel", "System.Threading.Tasks.TaskFactory", "System.Threading.Thread", "System.Threading.ThreadPool",
        "System.Linq.ParallelEnumerable", "System.Threading.Timer",
    ];

    /// <summary>What the operation itself, not what lies in it, has to say to a rule.</summary>
    public static NamedUse? Find(IOperation operation)
    {
        if (operation.IsImplicit)
        {
            return null;
        }

        var member = operation switch
        {
            IInvocationOperation call => call.TargetMethod,
            IMethodReferenceOperation { Parent: not IInvocationOperation } reference => reference.Method,
            IPropertyReferenceOperation property => property.Property,
            _ => (ISymbol?)null,
        };
        if (member is not null && ByMember.TryGetValue(member.Name, out var rows)
            && rows.FirstOrDefault(row => IsDeclaredBy(member, row.Type)) is { } found)
        {
            return new NamedUse(found.RuleId, NameOf(member), found.Reason, operation.Syntax, IsMinor: found.Reason == OwnProcess);
        }

        return FindAmbient(operation) ?? Effects.Find(operation);
    }

    /// <summary>Whether the member runs code on other threads.</summary>
    public static bool StartsThreads(IMethodSymbol method) => ThreadStarters.Contains(SymbolNames.Metadata(method.ContainingType))
        || (method.Name is "Run" or "Start" or "WhenAll" && SymbolNames.Is(method.ContainingType, KnownNames.Task));

    /// <summary>Whether the type, or one it derives from or implements, has the name.</summary>
    public static bool IsDeclaredBy(ISymbol member, string type) => member.ContainingType is { } container
        && SymbolNames.SelfAndBases(container).Concat(container.AllInterfaces).Any(each => SymbolNames.Is(each, type));

    /// <summary>Type and member as a sentence names them.</summary>
    public static string NameOf(ISymbol member) => member switch
    {
        IMethodSymbol { MethodKind: MethodKind.Constructor } => member.ContainingType.Name,
        _ when member.ContainingType is null || member.ContainingType.IsImplicitlyDeclared => member.Name,
        _ => member.ContainingType.Name + "." + member.Name,
    };

    private static NamedUse? FindAmbient(IOperation operation)
    {
        if (operation is not IPropertyReferenceOperation { Property.Name: "Value", Instance: { } instance }
            || !SymbolNames.Is(instance.Type, "System.Threading.AsyncLocal`1"))
        {
            return null;
        }

        var subject = instance is IMemberReferenceOperation { Member: var member } ? NameOf(member) : instance.Syntax.ToString();
        var isSet = operation.Parent is ISimpleAssignmentOperation assignment && assignment.Target == operation;
        return new NamedUse(isSet ? AmbientSet : RuleIds.HostOnly, subject, NoFlow, operation.Syntax);
    }

    /// <summary>Members of one type that mean the same to a rule.</summary>
    private sealed record Row(string Type, string RuleId, string Reason, params string[] Members);
}
