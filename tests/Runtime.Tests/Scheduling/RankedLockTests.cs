using System;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Platform;

namespace ProcessIsolate.Runtime.Tests.Scheduling;

#if DEBUG
/// <summary>The one lock order, as debug builds check it.</summary>
[TestClass]
public sealed class RankedLockTests
{
    private readonly RankedLock outer = new(LockRank.Workers);
    private readonly RankedLock inner = new(LockRank.Pump);

    [TestMethod]
    public void InTheOrder_LocksMayBeTakenTogether()
    {
        using (outer.Enter())
        {
            using (inner.Enter())
            {
            }
        }

        RankedLock.AssertNoneHeld();
    }

    [TestMethod]
    public void AgainstTheOrder_TheSecondIsRefused()
    {
        using (inner.Enter())
        {
            Assert.ThrowsExactly<InvalidOperationException>(() => outer.Enter().Dispose());
        }

        using (outer.Enter())
        {
        }
    }

    [TestMethod]
    public void TheSameRankTwice_IsRefused()
    {
        RankedLock other = new(LockRank.Pump);
        using (inner.Enter())
        {
            Assert.ThrowsExactly<InvalidOperationException>(() => other.Enter().Dispose());
        }
    }

    [TestMethod]
    public void BeforeWhatMayBlock_NoneIsHeld()
    {
        using (outer.Enter())
        {
            Assert.ThrowsExactly<InvalidOperationException>(static () => RankedLock.AssertNoneHeld());
        }

        RankedLock.AssertNoneHeld();
    }
}
#endif
