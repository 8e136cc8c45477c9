using System.Reflection;
using System.Threading;
using ProcessIsolate.CompilerServices;

namespace ProcessIsolate.References;

/// <summary>The call behind one enumeration of a method's result: it lasts as long as the enumeration, and yields how many items there
/// were.</summary>
internal sealed class SequenceCall<TArgs, TItem>(RemoteSequenceMethod<TArgs, TItem> method)
    : RemoteMethod<(TArgs Arguments, ItemChannel<TItem> Channel), long>(method.Module, method.Id, method.Options.ForOneRun())
    where TArgs : struct
{
    public override MethodInfo? FindMethod() => method.FindMethod();

    public override void WriteArguments(ArgumentWriter writer, in (TArgs Arguments, ItemChannel<TItem> Channel) arguments)
    {
        method.WriteArguments(writer, arguments.Arguments);
        writer.WriteChannel(arguments.Channel.Renew());
    }

    public override long ReadResult(ref ArgumentReader reader) => reader.ReadInt64();

    public override CancellationToken GetCancellationToken(in (TArgs Arguments, ItemChannel<TItem> Channel) arguments) =>
        method.GetCancellationToken(arguments.Arguments);

    public override CancellationToken[]? GetCancellationTokens(in (TArgs Arguments, ItemChannel<TItem> Channel) arguments) =>
        method.GetCancellationTokens(arguments.Arguments);

    public override (TArgs Arguments, ItemChannel<TItem> Channel) ReadArguments(ref ArgumentReader reader) => throw HostOnly();

    public override void WriteResult(ArgumentWriter writer, long result) => throw HostOnly();

    public override long Execute(in (TArgs Arguments, ItemChannel<TItem> Channel) arguments) => throw HostOnly();

    public override (TArgs Arguments, ItemChannel<TItem> Channel) Unbox(object?[] arguments) => throw HostOnly();

    public override object? InvokeBoxed(ProcessPool? pool, object?[] arguments, CancellationToken cancellationToken) => throw HostOnly();

    private static System.InvalidOperationException HostOnly() => new("An enumeration is called by its host alone.");
}
