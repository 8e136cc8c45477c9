using System.Collections.Generic;

namespace ProcessIsolate.Benchmarks.Measuring;

/// <summary>Contenders measured against each other, turn by turn, in one unit.</summary>
internal abstract class FigureGroup
{
    /// <summary>What <c>--only</c> takes.</summary>
    public abstract string Name { get; }

    /// <summary>The table's heading.</summary>
    public abstract string Title { get; }

    public abstract string Unit { get; }

    public virtual bool HigherIsBetter => false;

    /// <summary>How often every contender takes its turn.</summary>
    public virtual int Rounds(bool quick) => quick ? 2 : 7;

    /// <summary>The contenders in the order of their turns. Ratios refer to the floor above; of several in a row, to the first.</summary>
    public abstract IEnumerable<Contender> Create(bool quick);
}
