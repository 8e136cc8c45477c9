namespace ProcessIsolate.Analyzers;

/// <summary>What rules tell their fixes by properties of a report.</summary>
internal static class ReportProperties
{
    /// <summary>A lambda resolves it.</summary>
    public const string LambdaHelps = "LambdaHelps";

    /// <summary><c>using</c> resolves it.</summary>
    public const string CanUse = "using";

    /// <summary>The parameter that is changed; of a mark on the assembly none.</summary>
    public const string Parameter = "parameter";

    /// <summary>The reading stands in another statement than the writing.</summary>
    public const string IsSplit = "split";
}
