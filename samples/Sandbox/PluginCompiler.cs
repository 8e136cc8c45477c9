using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Sandbox;

/// <summary>Makes the plugins' assemblies. In life they come from elsewhere.</summary>
internal static class PluginCompiler
{
    private static readonly CSharpCompilationOptions Library = new(OutputKind.DynamicallyLinkedLibrary);

    private static readonly List<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    public static byte[] Compile(Plugin plugin)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText($$"""
            using System;
            using System.IO;
            public static class Plugin
            {
                public static string Run(string text)
                {
                    {{plugin.Source}}
                }
            }
            """);
        using MemoryStream assembly = new();
        var result = CSharpCompilation.Create(plugin.Name, [tree], References, Library).Emit(assembly);
        return result.Success ? assembly.ToArray()
            : throw new InvalidOperationException(plugin.Name + ": " + string.Join(Environment.NewLine, result.Diagnostics));
    }
}
