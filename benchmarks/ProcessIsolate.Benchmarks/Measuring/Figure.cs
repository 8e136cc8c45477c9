namespace ProcessIsolate.Benchmarks.Measuring;

/// <summary>What one contender reached.</summary>
/// <param name="Group">The group's name.</param>
/// <param name="Name">The contender's name.</param>
/// <param name="Role">The contender's role.</param>
/// <param name="Unit">The unit of the values.</param>
/// <param name="HigherIsBetter">The direction of the unit.</param>
/// <param name="Median">The middle sample; null when nothing was measured.</param>
/// <param name="Mean">The average of the samples.</param>
/// <param name="Percentile99">The sample that 99 of 100 are better than or as good as.</param>
/// <param name="Samples">How many there were.</param>
/// <param name="FloorRatio">Times the floor above it; above 1 is worse than it. Null without a floor.</param>
/// <param name="Missing">Why nothing was measured.</param>
internal sealed record Figure(
    string Group, string Name, Role Role, string Unit, bool HigherIsBetter,
    double? Median, double? Mean, double? Percentile99, int Samples, double? FloorRatio, string? Missing)
{
    /// <summary>The best and the worst of several runs, of <see cref="FloorRatio"/> or, without a floor, of <see cref="Median"/>.
    /// Null for one run.</summary>
    public Range? Spread { get; init; }

    /// <summary>What <see cref="Spread"/> is about.</summary>
    internal double? Shown => FloorRatio ?? Median;

    /// <summary>Two bounds.</summary>
    internal sealed record Range(double Lowest, double Highest);
}
