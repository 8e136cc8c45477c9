using System.ComponentModel;

namespace System;

/// <summary>What the compiler needs for list patterns on netstandard2.0.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
internal readonly struct Index(int value, bool fromEnd = false)
{
    /// <summary>The position in a collection of the given length.</summary>
    public int GetOffset(int length) => fromEnd ? length - value : value;
}
