using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace ProcessIsolate.Analyzers;

/// <content>Rules on what a body does at the process boundary.</content>
internal static partial class DiagnosticDescriptors
{
    /// <summary>PISO3xx.</summary>
    public static readonly ImmutableArray<DiagnosticDescriptor> Boundary = [];
}
