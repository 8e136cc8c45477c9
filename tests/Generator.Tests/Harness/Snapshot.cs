using System;
using System.IO;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Generator.Tests.Harness;

/// <summary>Compares text with the file <c>Name.verified.cs</c>; a difference is left beside it as <c>Name.received.cs</c>.</summary>
internal static class Snapshot
{
    /// <summary>Fails when the text differs from the verified file.</summary>
    public static void Match(string name, string text)
    {
        var folder = Path.Combine(ProjectFolder(), "Snapshots");
        var verified = Path.Combine(folder, name + ".verified.cs");
        var received = Path.Combine(folder, name + ".received.cs");
        var expected = File.Exists(verified) ? File.ReadAllText(verified).ReplaceLineEndings("\n") : "";
        if (expected == text)
        {
            File.Delete(received);
            return;
        }

        Directory.CreateDirectory(folder);
        File.WriteAllText(received, text);
        Assert.Fail($"{name}.received.cs differs from {name}.verified.cs. Rename it if it is right.");
    }

    /// <summary>Where the tests' sources are.</summary>
    public static string ProjectFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ProcessIsolate.Generator.Tests.csproj")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside of their project's folder.");
        }

        return folder.FullName;
    }
}
