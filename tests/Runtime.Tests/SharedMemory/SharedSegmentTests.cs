using System;
using System.IO;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using Microsoft.Win32.SafeHandles;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Runtime.Tests.SharedMemory;

[TestClass]
public sealed unsafe class SharedSegmentTests
{
    [TestMethod]
    public void BothMappings_ShowTheSameMemory()
    {
        using SharedSegment one = SharedSegment.Create(10_000);
        using SharedSegment other = RingPair.OpenAgain(one);
        Assert.IsTrue(one.TryAcquire() && other.TryAcquire());
        Assert.AreEqual(0, *one.At(9999, 1));
        *one.At(9999, 1) = 17;
        Assert.AreEqual(17, *other.At(9999, 1));
        one.Release();
        other.Release();
    }

    [TestMethod]
    [DataRow(-1L, 1L)]
    [DataRow(0L, -1L)]
    [DataRow(8192L, 1L)]
    [DataRow(8185L, 8L)]
    [DataRow(long.MaxValue, 8L)]
    [DataRow(8L, long.MaxValue)]
    public void NoPlaceOutside_IsGiven(long offset, long length)
    {
        using SharedSegment segment = SharedSegment.Create(8192);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => (nint)segment.At(offset, length));
    }

    [TestMethod]
    public void TheMemory_StaysWhileSomebodyUsesIt()
    {
        SharedSegment segment = SharedSegment.Create(4096);
        Assert.IsTrue(segment.TryAcquire());
        byte* place = segment.At(0, 1);
        segment.Dispose();
        *place = 5;
        Assert.AreEqual(5, *place);
        segment.Release();
        Assert.IsFalse(segment.TryAcquire());
    }

    [TestMethod]
    public void MoreThanASegmentMayHold_IsAClearError()
    {
        IOException error = Assert.ThrowsExactly<IOException>(() => SharedSegment.Create(SharedSegment.MaxSize + 1));
        Assert.Contains($"{SharedSegment.MaxSize + 1:N0} bytes of shared memory", error.Message);
        Assert.Contains($"{SharedSegment.MaxSize:N0} bytes at most", error.Message);
    }

    [TestMethod]
    public void MoreThanThereIs_IsAClearError()
    {
        IOException error = Assert.ThrowsExactly<IOException>(() => SharedSegment.Create(SharedSegment.MaxSize));
        Assert.Contains($"{SharedSegment.MaxSize:N0} bytes of shared memory", error.Message);
    }

    [TestMethod]
    public void NothingAtAll_IsRefused() => Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => SharedSegment.Create(0));

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void ThePeer_CannotShrinkTheMemory()
    {
        using SharedSegment segment = SharedSegment.Create(8192);
        Assert.Throws<Exception>(() => RandomAccess.SetLength(segment.Handle, 0));
        Assert.AreEqual(8192, RandomAccess.GetLength(segment.Handle));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [DataRow(8191L)]
    [DataRow(8193L)]
    [DataRow(0L)]
    [DataRow(-1L)]
    [DataRow(long.MaxValue)]
    public void AnotherSizeThanWasSaid_IsRefused(long size)
    {
        using SharedSegment segment = SharedSegment.Create(8192);
        Assert.ThrowsExactly<IOException>(() => SharedSegment.Open(RingPair.Duplicate(segment.Handle), size));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void AFileThatItsMakerCouldShrink_IsRefused()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, new byte[4096]);
            SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
            Assert.ThrowsExactly<IOException>(() => SharedSegment.Open(file, 4096));
            Assert.IsTrue(file.IsClosed);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    [DataRow(@"Local\ProcessIsolate-0123456789ABCDEF0123456789ABCDEF", true)]
    [DataRow(@"Local\ProcessIsolate-0123456789ABCDEF0123456789ABCDEF0", false)]
    [DataRow(@"Local\ProcessIsolate-0123456789abcdef0123456789abcdef", false)]
    [DataRow(@"Local\ProcessIsolate-0123456789ABCDEF0123456789ABCDE\", false)]
    [DataRow(@"Global\ProcessIsolate-123456789ABCDEF0123456789ABCDEF", false)]
    [DataRow("", false)]
    public void OnlyNamesOfOurForm_AreOpened(string name, bool valid)
    {
        Assert.AreEqual(valid, SegmentName.IsValid(name));
        // A name of our form is looked for, and not found.
        Assert.Throws<IOException>(() => SharedSegment.OpenNamed(name, 4096));
    }

    [TestMethod]
    public void NamesMade_AreOfThatForm_AndDiffer()
    {
        string name = SegmentName.Make();
        Assert.IsTrue(SegmentName.IsValid(name));
        Assert.AreNotEqual(name, SegmentName.Make());
    }
}
