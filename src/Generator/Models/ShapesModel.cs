using ProcessIsolate.Generator.Common;

namespace ProcessIsolate.Generator.Models;

/// <summary>What programs compiled ahead of time must keep of a compilation's types.</summary>
/// <param name="Assembly">The assembly's simple name.</param>
/// <param name="Types">The types, in an order that is the same in each build.</param>
/// <param name="Codecs">Expressions that name the codecs of generic types of structures.</param>
internal sealed record ShapesModel(string Assembly, EquatableArray<ShapeModel> Types, EquatableArray<string> Codecs);

/// <summary>One type.</summary>
/// <param name="Assembly">The simple name of its assembly.</param>
/// <param name="Name">Its name in metadata.</param>
/// <param name="Fields">The fewest fields of its own.</param>
/// <param name="Traits">What else is to be known, as the runtime's enumeration names it.</param>
/// <param name="Completions">The methods that run when a copy stands.</param>
internal sealed record ShapeModel(
    string Assembly, string Name, int Fields, EquatableArray<string> Traits, EquatableArray<string> Completions);
