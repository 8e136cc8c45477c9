using ProcessIsolate.Generator.Common;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Generator.Models;

/// <summary>How generated code calls a static method.</summary>
/// <param name="Reach">The way.</param>
/// <param name="DeclaringType">The type, as code names it.</param>
/// <param name="Method">The method's name as code writes it.</param>
/// <param name="MetadataName">The method's name as reflection knows it.</param>
/// <param name="AccessorType">Assembly-qualified name of a static declaring type, for an accessor by name.</param>
/// <param name="Partial">The declaring type, when a forwarding member is added to it.</param>
/// <param name="ForwarderName">The forwarding member's name.</param>
/// <param name="TypeArguments">Of a generic method, as <c>typeof</c> takes them.</param>
/// <param name="RunsModuleConstructor">Whether the declaring assembly's own module must be made known first.</param>
internal sealed record TargetModel(
    ReachKind Reach,
    string DeclaringType,
    string Method,
    string MetadataName,
    string? AccessorType,
    PartialTypeModel? Partial,
    string? ForwarderName,
    EquatableArray<string> TypeArguments,
    bool RunsModuleConstructor);

/// <summary>A partial type to which generated code adds a member.</summary>
/// <param name="Namespace">Null for the global one.</param>
/// <param name="Headers">One per nesting level, outermost first, such as <c>partial class Jobs</c>.</param>
internal sealed record PartialTypeModel(string? Namespace, EquatableArray<string> Headers);
