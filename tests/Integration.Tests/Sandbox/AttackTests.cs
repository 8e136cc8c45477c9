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
    private static readonly ProcessPool Restricted = TestPools.Of(2, static o => o.Sandbox = SandboxOptions.For(SandboxProfile.Restricted));
    private static readonly ProcessPool Plain = TestPools.Of(2);
    private static WorkerLease restrictedNeighbour = null!;
    private static WorkerLease plainNeighbour = null!;
    private static readonly TcpListener Listener = new(IPAddress.Loopback, 0);
    private static readonly Socket Local = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public static IEnumerable<object[]> Names => SandboxJobs.Attacks.Select((attack, index) => new object[] { index, attack.Name });

    [ClassInitialize]
    public static void Listen(TestContext _)
    {
        restrictedNeighbour = Eventually.Result(Restricted.LeaseAsync(), "a worker is free");
        plainNeighbour = Eventually.Result(Plain.LeaseAsync(), "a worker is free");
        Listener.Start();
        Local.Bind(new UnixDomainSocketEndPoint(Scratch.Path("socket")));
        Local.Listen();
    }

    [ClassCleanup]
    public static void Close()
    {
        restrictedNeighbour.Dispose();
        plainNeighbour.Dispose();
        Restricted.Dispose();
        Plain.Dispose();
        Listener.Dispose();
        Local.Dispose();
        Scratch.Dispose();
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void InASandbox_NothingComesThrough(int attack, string name)
    {
        AttackTerms terms = Terms(restrictedNeighbour);
        string? refusal = Restricted.Run(SandboxJobs.Try, attack, terms);
        Assert.IsNotNull(refusal, $"'{name}' came through.");
        Console.WriteLine($"{name}: {refusal}");
        Assert.AreEqual("secret", File.ReadAllText(terms.SecretPath));
        Assert.IsTrue(Proc.IsAlive(terms.NeighbourId), "The neighbour lives.");
        Assert.AreEqual(5L, Restricted.Run(SandboxJobs.Add, 2L, 3L), "The next call works.");
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

        AttackTerms terms = Terms(plainNeighbour);
        Assert.IsNull(Plain.Run(SandboxJobs.TryPlain, attack, terms), name);
    }

    // The leased worker is the neighbour; calls go to the other one.
    private static AttackTerms Terms(WorkerLease neighbour)
    {
        File.WriteAllText(Scratch.Path("secret"), "secret");
        return new AttackTerms(
            Environment.ProcessId, neighbour.ProcessId, Scratch.Path("secret"), Scratch.Folder, ((IPEndPoint)Listener.LocalEndpoint).Port, Scratch.Path("socket"));
    }
}
