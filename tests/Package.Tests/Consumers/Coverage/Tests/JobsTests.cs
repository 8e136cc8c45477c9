using System;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;

[TestClass]
public class JobsTests
{
    [TestMethod]
    public async Task AllJobsAreCalled()
    {
        Assert.AreEqual(9, Jobs.Square(3));
        Assert.AreEqual(9, await Jobs.SquareAsync(3));
        Assert.AreEqual("abab", Jobs.Twice("ab"));
        Jobs.Check(1);
        Assert.ThrowsExactly<ArgumentException>(() => Jobs.Check(-1));
    }
}
