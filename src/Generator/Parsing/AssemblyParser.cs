using System;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using ProcessIsolate.Generator.Common;
using ProcessIsolate.Generator.Models;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>Reads what stands on the compilation as a whole.</summary>
internal static class AssemblyParser
{
    /// <summary>Makes the model.</summary>
    public static AssemblyModel Parse(Compilation compilation, CancellationToken cancellationToken)
    {
        var hasRuntime = compilation.GetTypeByMetadataName(KnownNames.RemoteModule) is { } module
            && !SymbolEqualityComparer.Default.Equals(module.ContainingAssembly, compilation.Assembly);
        if (!hasRuntime)
        {
            return new AssemblyModel(GeneratedNames.Module(compilation), false, false, default, default, default);
        }

        var contracts = MarkedMethods.Of(compilation, cancellationToken).AssemblyMarked
            .Where(pair => !MethodRules.IsGeneric(pair.Key))
            .Select(pair => ContractParser.Create(pair.Key, pair.Value, compilation, cancellationToken))
            .OrderBy(contract => contract.Id, StringComparer.Ordinal);
        var contexts = compilation.Assembly.GetAttributes()
            .Where(attribute => SymbolNames.Is(attribute.AttributeClass, KnownNames.JsonContextAttribute))
            .Select(attribute => attribute.ConstructorArguments.FirstOrDefault().Value as INamedTypeSymbol)
            .OfType<INamedTypeSymbol>()
            .Select(type => type.ToDisplayString(SymbolNames.PlainCode));
        return new AssemblyModel(
            GeneratedNames.Module(compilation),
            HasRuntime: true,
            compilation.Options.OutputKind
                is OutputKind.ConsoleApplication or OutputKind.WindowsApplication or OutputKind.WindowsRuntimeApplication,
            EquatableArray<string>.From(contexts),
            EquatableArray<ContractModel>.From(contracts),
            EquatableArray<string>.From(MarkedNames.GenericInSource(compilation, cancellationToken)));
    }
}
