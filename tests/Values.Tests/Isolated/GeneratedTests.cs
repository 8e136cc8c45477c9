using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Values.Tests.Isolated;

/// <summary>Every line of the table has its marked methods.</summary>
[TestClass]
public sealed class GeneratedTests
{
    private static readonly string Folder = Path.Combine(
        typeof(GeneratedTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static data => data.Key == "SourceFolder").Value!,
        "Isolated", "Generated");

    [TestMethod]
    public void Methods_AreThoseOfTheTable()
    {
        IReadOnlyDictionary<string, string> files = MethodWriter.Files();
        if (Environment.GetEnvironmentVariable("PROCESSISOLATE_UPDATE") == "1")
        {
            foreach ((string name, string text) in files)
            {
                File.WriteAllText(Path.Combine(Folder, name), text);
            }
        }

        foreach ((string name, string text) in files)
        {
            string file = Path.Combine(Folder, name);
            Assert.AreEqual(text, File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "", $"{name} is older than the table: run with PROCESSISOLATE_UPDATE=1");
        }

        Assert.HasCount(files.Count, Directory.GetFiles(Folder, "*.cs"));
    }
}
