using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>What stays when the worker that did it is dead, and happens again when the call is tried again.</summary>
internal static class Effects
{
    private const string Files = "a file is written";
    private const string Network = "something is sent";
    private const string Data = "data is changed";
    private const string Items = "an item is put or taken";
    private const string Memory = "shared memory is changed";
    private const string Signals = "other processes are told";

    private static readonly ImmutableDictionary<string, (string What, ImmutableHashSet<string> Members)> ByType =
        new Dictionary<string, (string, ImmutableHashSet<string>)>
        {
            ["System.IO.File"] =
            (
                Files,
                [
                    "WriteAllText", "WriteAllTextAsync", "WriteAllLines", "WriteAllLinesAsync", "WriteAllBytes", "WriteAllBytesAsync",
                    "AppendAllText", "AppendAllTextAsync", "AppendAllLines", "AppendAllLinesAsync", "AppendAllBytes", "AppendAllBytesAsync",
                    "AppendText", "Create", "CreateText", "OpenWrite", "Open", "Move", "Copy", "Replace",
                ]),
            ["System.IO.FileInfo"] = (Files, ["AppendText", "Create", "CreateText", "OpenWrite", "Open", "MoveTo", "CopyTo", "Replace"]),
            ["System.IO.Directory"] = (Files, ["Move"]),
            ["System.IO.RandomAccess"] = (Files, ["Write", "WriteAsync"]),
            ["System.Net.Http.HttpClient"] = (Network, ["PostAsync", "PutAsync", "PatchAsync", "DeleteAsync", "Send", "SendAsync"]),
            ["System.Net.Http.Json.HttpClientJsonExtensions"] =
                (Network, ["PostAsJsonAsync", "PutAsJsonAsync", "PatchAsJsonAsync", "DeleteFromJsonAsync"]),
            ["System.Net.Sockets.Socket"] = (Network, ["Send", "SendAsync", "SendTo", "SendToAsync", "SendFile", "SendFileAsync"]),
            ["System.Net.Sockets.NetworkStream"] = (Network, ["Write", "WriteAsync", "WriteByte"]),
            ["System.Net.Sockets.UdpClient"] = (Network, ["Send", "SendAsync"]),
            ["System.Net.WebSockets.WebSocket"] = (Network, ["SendAsync"]),
            ["System.Net.Mail.SmtpClient"] = (Network, ["Send", "SendAsync", "SendMailAsync"]),
            ["System.Data.IDbCommand"] = (Data, ["ExecuteNonQuery"]),
            ["System.Data.Common.DbCommand"] = (Data, ["ExecuteNonQuery", "ExecuteNonQueryAsync"]),
            ["Microsoft.EntityFrameworkCore.DbContext"] = (Data, ["SaveChanges", "SaveChangesAsync"]),
            [KnownNames.ProcessQueue] =
                (Items, ["Put", "TryPut", "PutAsync", "Get", "TryGet", "GetAsync", "Complete", "TaskDone", "Reader", "Writer"]),
            [KnownNames.ProcessPipe] = (Items, ["Send", "SendAsync", "Receive", "ReceiveAsync", "TryReceive"]),
            [KnownNames.ProcessPipeOfTwo] = (Items, ["Send", "SendAsync", "Receive", "ReceiveAsync", "TryReceive"]),
            [KnownNames.Shared] = (Memory, ["Add", "Increment", "Decrement", "Exchange", "CompareExchange"]),
            [KnownNames.SharedArray] = (Memory, ["Add", "Increment", "Decrement", "Exchange", "CompareExchange"]),
            [KnownNames.ProcessSemaphore] = (Signals, ["Release"]),
            [KnownNames.ProcessCountdown] = (Signals, ["Signal", "AddCount", "TryAddCount"]),
            [KnownNames.ProcessBarrier] = (Signals, ["SignalAndWait", "SignalAndWaitAsync"]),
        }.ToImmutableDictionary(StringComparer.Ordinal);

    private static readonly ImmutableHashSet<string> Members = [.. ByType.Values.SelectMany(row => row.Members)];

    private static readonly ImmutableHashSet<string> Writers = ["System.IO.StreamWriter", "System.IO.FileStream"];

    /// <summary>What the operation itself changes outside of the process.</summary>
    public static NamedUse? Find(IOperation operation)
    {
        switch (operation)
        {
            case IInvocationOperation { TargetMethod: var method } call when !OpensToRead(call.Arguments):
                return FindMember(method, call.Syntax);
            case IPropertyReferenceOperation { Property: var property }:
                return FindMember(property, operation.Syntax);
            case IObjectCreationOperation { Type: INamedTypeSymbol type } creation
                when Writers.Contains(SymbolNames.Metadata(type)) && TakesPath(creation) && !OpensToRead(creation.Arguments):
                return new NamedUse(RuleIds.RetriedEffect, type.Name, Files, creation.Syntax);
            case IAssignmentOperation { Target: var target } when SharedPlaces.Find(target) is { } place:
                return new NamedUse(RuleIds.RetriedEffect, NamedMembers.NameOf(place.Member), Memory, operation.Syntax);
            case IIncrementOrDecrementOperation { Target: var target } when SharedPlaces.Find(target) is { } place:
                return new NamedUse(RuleIds.RetriedEffect, NamedMembers.NameOf(place.Member), Memory, operation.Syntax);
            default:
                return null;
        }
    }

    private static NamedUse? FindMember(ISymbol member, SyntaxNode syntax)
    {
        // Most calls are of something else, which need not be looked for in all their types.
        if (!Members.Contains(member.Name))
        {
            return null;
        }

        foreach (var type in SymbolNames.SelfAndBases(member.ContainingType).Concat(member.ContainingType.AllInterfaces))
        {
            if (type is INamedTypeSymbol named && ByType.TryGetValue(SymbolNames.Metadata(named), out var row)
                && row.Members.Contains(member.Name))
            {
                return new NamedUse(RuleIds.RetriedEffect, NamedMembers.NameOf(member), row.What, syntax);
            }
        }

        return null;
    }

    private static bool TakesPath(IObjectCreationOperation creation) =>
        creation.Arguments.FirstOrDefault()?.Value.Type is { SpecialType: SpecialType.System_String };

    private static bool OpensToRead(ImmutableArray<IArgumentOperation> arguments) => arguments.Any(argument =>
        argument.Value is IFieldReferenceOperation { Field: { Name: "Read", ContainingType: var type } }
        && SymbolNames.Is(type, "System.IO.FileAccess"));
}
