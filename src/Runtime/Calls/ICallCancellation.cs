using System.Threading;

namespace ProcessIsolate.Calls;

/// <summary>The token of a call that runs in this worker.</summary>
internal interface ICallCancellation
{
    CancellationToken Token { get; }
}
