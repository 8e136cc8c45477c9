using ProcessIsolate.Generator.Common;

namespace ProcessIsolate.Generator.Models;

/// <summary>One intercepted call.</summary>
/// <remarks>The location token contains a hash of the whole file: any edit of the file changes it, so nothing but the
/// interceptors may depend on this model.</remarks>
/// <param name="Shape">The forwarding method that serves it; null where a method is only named.</param>
/// <param name="Version">The token's version.</param>
/// <param name="Data">The compiler's token.</param>
/// <param name="Foreign">The contract that is made for the call: the method is generic, or of a referenced assembly; else null.</param>
internal sealed record CallSiteModel(InterceptorModel? Shape, int Version, string Data, ContractModel? Foreign)
{
    /// <summary>A place that needs a contract and holds no call.</summary>
    public static CallSiteModel OfContract(ContractModel contract) => new(null, 0, "", contract);
}

/// <summary>One forwarding method.</summary>
/// <param name="ContractClass">The contract it forwards to.</param>
/// <param name="MethodName">The called method's name.</param>
/// <param name="Parameters">The called method's parameters.</param>
/// <param name="Return">What it returns.</param>
/// <param name="IsExtension">Whether the call is written on its first argument.</param>
internal sealed record InterceptorModel(
    string ContractClass,
    string MethodName,
    EquatableArray<ParameterModel> Parameters,
    ReturnModel Return,
    bool IsExtension);
