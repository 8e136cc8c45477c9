using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Values.Tests.Engine;

/// <summary>The base library's table has a first part that is made without the rest.</summary>
[TestClass]
public sealed class TablePartsTests
{
    [TestMethod]
    public void FirstPart_StandsFirstInTheWhole()
    {
        BaseLibraryTable first = BaseLibraryTable.CreateFirst();
        BaseLibraryTable whole = BaseLibraryTable.Create();
        CollectionAssert.AreEqual(
            first.Entries.ConvertAll(static entry => entry.Type), whole.Entries.Take(first.Entries.Count).Select(static entry => entry.Type).ToList());
        Assert.IsGreaterThan(first.Entries.Count, whole.Entries.Count);
    }

    [TestMethod]
    public void EveryEntry_IsFoundByTypeAndNumber()
    {
        BaseLibraryTable whole = BaseLibraryTable.Create();
        for (int i = 0; i < whole.Entries.Count; i++)
        {
            Assert.AreEqual(i, BaseLibrary.NumberOf(whole.Entries[i].Type), whole.Entries[i].Type.ToString());
            Assert.AreEqual(whole.Entries[i].Type, BaseLibrary.ByNumber(i));
        }

        Assert.AreEqual(-1, BaseLibrary.NumberOf(typeof(TablePartsTests)));
        Assert.ThrowsExactly<Rpc.InvalidMessageException>(() => BaseLibrary.ByNumber(whole.Entries.Count));
        Assert.ThrowsExactly<Rpc.InvalidMessageException>(() => BaseLibrary.ByNumber(-1));
    }

    [TestMethod]
    public void FirstPart_NamesTheCoreLibraryOnly()
    {
        foreach (BaseLibraryTable.Entry entry in BaseLibraryTable.CreateFirst().Entries)
        {
            Assert.AreEqual(typeof(object).Assembly, entry.Type.Assembly, entry.Type.ToString());
        }
    }
}
