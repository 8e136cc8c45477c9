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
    public virtual int Rounds(bool quick) => quick ? 3 : 7;

    /// <summary>The contenders in the order of their turns. The first floor is what ratios refer to.</summary>
    public abstract IEnumerable<Contender> Create(bool quick);
}
