using System.Text;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Calls;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Runtime.Tests;

/// <summary>What a call lane takes from a worker, and where it finds what it sends.</summary>
[TestClass]
public sealed class MessageLaneTests
{
    /// <summary>Else one that sends them without end would hold the thread that reads.</summary>
    [TestMethod]
    public void NotificationAmongAnswers_IsABreach()
    {
        const string Body = """{"jsonrpc":"2.0","method":"$/anything"}""";
        byte[] frame = Encoding.UTF8.GetBytes($"Content-Length: {Body.Length}\r\n\r\n{Body}");
        using MessageLane lane = new(new ScriptedConnection([frame]), MessageLimits.Default);
        Assert.ThrowsExactly<InvalidMessageException>(() => lane.Receive(1));
        using MessageLane control = new ControlLane(new ScriptedConnection([frame]), MessageLimits.Default);
        Assert.ThrowsExactly<ConnectionLostException>(() => control.Receive(1), "The control lane lets it pass.");
    }

    [TestMethod]
    public void ItemsBeyondTwoGibibytes_AreFound() =>
        Assert.AreEqual(2_400_000_000, PlainBatchFormat<System.ValueTuple<long>, int>.OffsetOf(300_000_000));
}
