using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace ProcessIsolate.Analyzers;

/// <content>Rules on how marked methods are called.</content>
internal static partial class DiagnosticDescriptors
{
    /// <summary>PISO2xx.</summary>
    public static readonly ImmutableArray<DiagnosticDescriptor> Calls = [];
}
