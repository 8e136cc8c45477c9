using ProcessIsolate.Benchmarks.Measuring;

namespace ProcessIsolate.Benchmarks.Peers;

/// <summary>Contenders in other languages.</summary>
internal static class Peer
{
    /// <summary>Python's standard library, processes started with the spawn method.</summary>
    public static Contender Python(string name, int countPerRound, params string[] arguments) => Contender.Create(
        "Python " + name,
        Role.Peer,
        () => PeerScript.Start("python3", "python_peer.py", arguments),
        peer => peer.Measure(countPerRound));

    /// <summary>Node's <c>child_process.fork</c>, whose messages are JSON.</summary>
    public static Contender Node(string name, int countPerRound, params string[] arguments) => Contender.Create(
        "Node " + name,
        Role.Peer,
        () => PeerScript.Start("node", "node_peer.js", arguments),
        peer => peer.Measure(countPerRound));

    /// <summary>Node's package <c>workerpool</c> with processes.</summary>
    public static Contender NodePool(string name, int countPerRound, params string[] arguments) => Contender.Create(
        "Node workerpool, " + name,
        Role.Peer,
        () =>
        {
            NodePackage.Require("workerpool", "9");
            return PeerScript.Start("node", "node_peer.js", arguments);
        },
        peer => peer.Measure(countPerRound));
}
