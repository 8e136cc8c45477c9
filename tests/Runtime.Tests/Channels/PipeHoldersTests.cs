using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Channels;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Runtime.Tests.Channels;

/// <summary>An end of a pipe is closed when no process holds it any more, and not before.</summary>
[TestClass]
public sealed unsafe class PipeHoldersTests
{
    private const int Rounds = 3000;
    private const uint First = 5;
    private const uint Second = 6;
    private const uint Receiver = 7;

    [TestMethod]
    public void HolderThatDiedWhileItLetGo_LeavesTheClosingToTheRepair()
    {
        using SharedSegment segment = SharedSegment.Create(PipeLayout.SizeFor(4096));
        PipeHolders holders = new(segment, 0);
        holders.Add(First);
        // What the process has done before it died: its number is out, and no process has said that the end is closed.
        *(uint*)segment.At(PipeLayout.End(0) + 16, sizeof(uint)) = 0;
        Assert.IsFalse(holders.IsClosed);
        holders.Remove(First);
        Assert.IsTrue(holders.IsClosed);
    }

    [TestMethod]
    public void EndGivenOnWhileAnotherLetsGo_StaysOpen()
    {
        using SharedSegment segment = SharedSegment.Create(PipeLayout.SizeFor(4096));
        for (int round = 0; round < Rounds; round++)
        {
            // A slot before the giver's is free when its receiver is noted.
            uint* slots = (uint*)segment.At(PipeLayout.End(0) + 16, PipeLayout.MaxHolders * sizeof(uint));
            slots[0] = 0;
            slots[1] = Second;
            slots[PipeLayout.MaxHolders - 1] = First;
            PipeHolders holders = new(segment, 0);
            Parallel.Invoke(
                () => new PipeHolders(segment, 0).Remove(Second),
                () =>
                {
                    PipeHolders own = new(segment, 0);
                    own.Add(Receiver);
                    own.Remove(First);
                });
            Assert.IsFalse(holders.IsClosed, $"Closed under its holder in round {round}.");
            holders.Remove(Receiver);
            Assert.IsTrue(holders.IsClosed);
            *(uint*)segment.At(PipeLayout.End(0), sizeof(uint)) = 0;
        }
    }
}
