using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Analyzers.Tests.Catalogue;

/// <summary>Each sample breaks its rule where it says so, and shows a way that breaks none.</summary>
[TestClass]
public sealed class SampleTests
{
    public static IEnumerable<object[]> Ids => Sample.All.Keys.Select(id => new object[] { id });

    [TestMethod]
    [DynamicData(nameof(Ids))]
    public void WrongSideIsReportedWhereItSays(string id)
    {
        var sample = Sample.All[id];
        var promised = sample.Promised().Order(StringComparer.Ordinal).ToList();
        Assert.Contains(id, string.Join("\n", promised));
        Assert.AreEqual(string.Join("\n", promised), string.Join("\n", sample.Reported(isWrong: true).Order(StringComparer.Ordinal)));
    }

    [TestMethod]
    [DynamicData(nameof(Ids))]
    public void RightSideIsNotReported(string id) => Assert.AreEqual("", string.Join("\n", Sample.All[id].Reported(isWrong: false)));
}
