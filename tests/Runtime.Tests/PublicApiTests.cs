using System.IO;
using System.Linq;
using System.Reflection;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Runtime.Tests;

/// <summary>The public surface is a promise: a change of it must be seen in the change of a file.</summary>
[TestClass]
public sealed class PublicApiTests
{
    [TestMethod]
    public void Surface_IsTheTrackedOne()
    {
        string folder = typeof(PublicApiTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(static data => data.Key == "SourceFolder").Value!;
        string tracked = Path.Combine(folder, "PublicApi.txt");
        string received = Path.Combine(folder, "PublicApi.received.txt");
        string actual = ApiText.Of(typeof(ProcessPool).Assembly);
        string expected = File.Exists(tracked) ? File.ReadAllText(tracked).ReplaceLineEndings("\n") : "";
        if (actual == expected)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, actual);
        string[] before = expected.Split('\n');
        string[] now = actual.Split('\n');
        Assert.Fail(
            $"The public surface changed. If that is wanted, move {received} to PublicApi.txt.\n"
            + string.Concat(before.Except(now).Select(static line => $"- {line}\n"))
            + string.Concat(now.Except(before).Select(static line => $"+ {line}\n")));
    }
}
