namespace ProcessIsolate.Rpc;

/// <summary>JSON-RPC error codes: those of the specification, and beyond them the values StreamJsonRpc gives the same
/// cases, so that its clients read our answers right.</summary>
internal static class ErrorCodes
{
    public const int ParseError = -32700;
    public const int InvalidRequest = -32600;
    public const int MethodNotFound = -32601;
    public const int InvalidParams = -32602;
    public const int InternalError = -32603;

    /// <summary>The method threw.</summary>
    public const int InvocationError = -32000;

    /// <summary>The result could not be written.</summary>
    public const int ResponseSerializationFailure = -32003;

    /// <summary>The call was cancelled (also LSP's code).</summary>
    public const int RequestCanceled = -32800;

    /// <summary>Ours: protocol versions or modules of host and worker differ.</summary>
    public const int Mismatch = -32050;
}
