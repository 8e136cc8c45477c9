using System;

namespace ProcessIsolate.Rpc;

/// <summary>Bytes that are no valid frame or JSON-RPC message. Internal: the host turns it into
/// <see cref="WorkerProtocolException"/> and kills the worker; a worker answers with an error or leaves.</summary>
internal sealed class InvalidMessageException(string message, Exception? inner = null) : Exception(message, inner);
