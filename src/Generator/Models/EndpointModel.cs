namespace ProcessIsolate.Generator.Models;

/// <summary>A lambda of an endpoint whose result another generator cannot see, and where it is written. Lines and columns count from 0.</summary>
/// <param name="Companion">The asynchronous companion that it yields the result of.</param>
/// <param name="File">The file's path.</param>
/// <param name="Start">The position of the companion's name.</param>
/// <param name="Length">Its length.</param>
/// <param name="Line">Its line.</param>
/// <param name="Column">Its column.</param>
internal sealed record EndpointModel(string Companion, string File, int Start, int Length, int Line, int Column);
