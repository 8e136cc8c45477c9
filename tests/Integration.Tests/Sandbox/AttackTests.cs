using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Sandbox;

/// <summary>Every attack, in a restricted worker and, where that harms nothing, in an ordinary one.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class AttackTests
{
    private static readonly Scratch Scratch = new();
    private static readonly ProcessPool Pool = TestPools.Of(2);
    private static readonly TcpListener Listener = new(IPAddress.Loopback, 0);
    private static readonly Socket Local = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public static IEnumerable<object[]> Names => SandboxJobs.Attacks.Select((attack, index) => new object[] { index, attack.Name });

    [ClassInitialize]
    public static void Listen(TestContext _)
    {
        Listener.Start();
        Local.Bind(new UnixDomainSocketEndPoint(Scratch.Path("socket")));
        Local.Listen();
    }

    [ClassCleanup]
    public static void Close()
    {
        Pool.Dispose();
        Listener.Dispose();
        Local.Dispose();
        Scratch.Dispose();
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void InASandbox_NothingComesThrough(int attack, string name)
    {
        AttackTerms terms = Terms(SandboxJobs.Id);
        string? refusal = Pool.Run(SandboxJobs.Try, attack, terms);
        Assert.IsNotNull(refusal, $"'{name}' came through.");
        Assert.AreEqual("secret", File.ReadAllText(terms.SecretPath));
        Assert.IsTrue(Proc.IsAlive(terms.NeighbourId), "The neighbour lives.");
        Assert.AreEqual(5L, Pool.Run(SandboxJobs.Add, 2L, 3L), "The next call works.");
    }

    // Else the test above would pass of attacks that never work.
    [TestMethod]
    [DynamicData(nameof(Names))]
    public void WithoutOne_ItComesThrough(int attack, string name)
    {
        Attack tried = SandboxJobs.Attacks[attack];
        if (tried.IsHarmful || tried.MayFail || (tried.NeedsRoot && !Environment.IsPrivilegedProcess))
        {
            return;
        }

        AttackTerms terms = Terms(SandboxJobs.PlainId);
        Assert.IsNull(Pool.Run(SandboxJobs.TryPlain, attack, terms), name);
    }

    // The lease keeps the neighbour away from the call.
    private static AttackTerms Terms(Func<int> id)
    {
        File.WriteAllText(Scratch.Path("secret"), "secret");
        int[] ids = [.. Enumerable.Range(0, 2).Select(_ => Pool.RunAsync(id)).ToArray().Select(static task => Eventually.Result(task, "a call ends"))];
        return new AttackTerms(
            Environment.ProcessId, ids[0], Scratch.Path("secret"), Scratch.Folder, ((IPEndPoint)Listener.LocalEndpoint).Port, Scratch.Path("socket"));
    }
}
