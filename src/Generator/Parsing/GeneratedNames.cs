using Microsoft.CodeAnalysis;
using ProcessIsolate.Generator.Common;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>The names of generated classes and the ids of methods.</summary>
internal static class GeneratedNames
{
    /// <summary>A method's contract class; friends of the assembly have other names for the same method.</summary>
    public static string Contract(IMethodSymbol method, Compilation compilation) =>
        method.ContainingType.Name + "_" + method.Name + "_"
        + StableHash.Of(compilation.AssemblyName + "/" + MethodId(method, compilation));

    /// <summary>The compilation's module class.</summary>
    public static string Module(Compilation compilation) => "Module_" + StableHash.Of(compilation.AssemblyName ?? "");

    /// <summary>Names a method within the module: declaring type, name and parameter types, a foreign one's assembly first.</summary>
    public static string MethodId(IMethodSymbol method, Compilation compilation)
    {
        var isOwn = SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, compilation.Assembly);
        return (isOwn ? "" : method.ContainingAssembly.Name + "!") + method.ToDisplayString(SymbolNames.Full);
    }
}
