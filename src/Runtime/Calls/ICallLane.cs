using ProcessIsolate.CompilerServices;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Calls;

/// <summary>A path for requests to one worker and their responses.</summary>
/// <remarks>
/// Used by the caller that leased the worker: begin, write, send, then receive, in the order of sending. The synchronous
/// receive blocks the caller's own thread on the transport, so that no other thread has to wake it. Every method throws
/// <see cref="ConnectionLostException"/> when the worker is gone and <see cref="InvalidMessageException"/> when it breaks
/// the protocol.
/// </remarks>
internal interface ICallLane
{
    /// <summary>Starts a request; its arguments are written to what is returned. A request begun and never sent is
    /// forgotten at the next begin.</summary>
    ArgumentWriter BeginRequest(long id, RemoteMethod method, in CallHeaders headers);

    /// <summary>Completes the request that was begun.</summary>
    /// <returns>Its size in bytes.</returns>
    int EndRequest();

    /// <summary>Sends the request that was completed.</summary>
    void Send();

    /// <summary>Receives the response to a request; valid until the next receive.</summary>
    JsonRpcMessage Receive(long id);
}
