using System.Globalization;

namespace ProcessIsolate.Generator.Common;

/// <summary>A hash that is the same in every build, unlike <see cref="string.GetHashCode()"/>.</summary>
internal static class StableHash
{
    private const uint OffsetBasis = 2166136261;
    private const uint Prime = 16777619;

    /// <summary>Eight hexadecimal digits (FNV-1a).</summary>
    public static string Of(string text)
    {
        var hash = OffsetBasis;
        foreach (var unit in text)
        {
            hash = unchecked((hash ^ unit) * Prime);
        }

        return hash.ToString("x8", CultureInfo.InvariantCulture);
    }
}
