using System.Linq;
using System.Reflection;

namespace ProcessIsolate.Analyzers.Tests.Harness;

/// <summary>Where the sources lie.</summary>
internal static class Repository
{
    /// <summary>The top folder.</summary>
    public static string Root { get; } = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(each => each.Key == "RepositoryRoot").Value!;
}
