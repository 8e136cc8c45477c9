using System;

namespace ProcessIsolate.Values;

/// <summary>The objects of a request by their numbers, which are the same in both processes: what the answer of a call that copies back
/// refers to.</summary>
/// <param name="objects">All of them; a <see cref="SequenceCopy"/> where elements travelled in place of a lazy sequence.</param>
/// <param name="copied">How many of them, from the first on, are given back: the others only where something refers to them.</param>
internal sealed class SentObjects(object[] objects, int copied)
{
    public int Count => objects.Length;

    public int Copied => copied;

    public object this[int number] => objects[number];
}

/// <summary>The elements that travelled, and the sequence that computes them.</summary>
internal sealed record SequenceCopy(Array Elements, object Sequence);
