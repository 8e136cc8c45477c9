using System;
using System.IO;
using System.Linq;
using System.Reflection;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Runtime.Tests;

/// <summary>The overloads of the maps are written, not typed.</summary>
[TestClass]
public sealed class MapOverloadTests
{
    [TestMethod]
    public void Files_AreTheWrittenOnes()
    {
        string tests = typeof(MapOverloadTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(static data => data.Key == "SourceFolder").Value!;
        string folder = Path.Combine(tests, "..", "..", "src", "Runtime");
        foreach ((string name, string text) in MapOverloads.Write())
        {
            string path = Path.Combine(folder, name);
            if (Environment.GetEnvironmentVariable("PROCESSISOLATE_UPDATE") == "1")
            {
                File.WriteAllText(path, text);
            }

            Assert.AreEqual(text, File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "", name);
        }
    }
}
