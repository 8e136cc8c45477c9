using System.ComponentModel;

namespace ProcessIsolate.CompilerServices;

/// <summary>The result of a method that returns nothing, so that one generic shape serves all methods.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct VoidResult;
