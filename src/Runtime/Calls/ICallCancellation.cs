using System.Threading;

namespace ProcessIsolate.Calls;

/// <summary>The tokens of a call that runs in this worker.</summary>
internal interface ICallCancellation
{
    /// <summary>The one token among the parameters of the method.</summary>
    CancellationToken OnlyToken { get; }

    /// <summary>One of several.</summary>
    CancellationToken GetToken(int index);
}
