using System;

namespace ProcessIsolate.Benchmarks.Measuring;

/// <summary>Whose figure it is.</summary>
internal enum Role
{
    /// <summary>What the machine allows at best.</summary>
    Floor,

    /// <summary>This library.</summary>
    Ours,

    /// <summary>What people use elsewhere for the same purpose.</summary>
    Peer,
}

/// <summary>One of those measured against each other. Opened once, measured once a round, closed.</summary>
internal abstract class Contender(string name, Role role) : IDisposable
{
    public string Name { get; } = name;

    public Role Role { get; } = role;

    /// <summary>Starts what is measured and warms it up.</summary>
    /// <exception cref="MissingPeerException">What it needs is not installed.</exception>
    public abstract void Open();

    /// <summary>Takes the samples of one round, in the group's unit.</summary>
    public abstract double[] Measure();

    public abstract void Dispose();

    /// <summary>A contender within this process.</summary>
    /// <param name="name">Its name in the table.</param>
    /// <param name="role">Its role.</param>
    /// <param name="open">Makes what is measured.</param>
    /// <param name="measure">Takes the samples of one round; called once before, to warm up.</param>
    public static Contender Create<T>(string name, Role role, Func<T> open, Func<T, double[]> measure)
        where T : IDisposable => new Local<T>(name, role, open, measure);

    /// <summary>A contender that needs nothing.</summary>
    public static Contender Create(string name, Role role, Func<double[]> measure) =>
        new Local<Nothing>(name, role, static () => new Nothing(), _ => measure());

    private sealed class Local<T>(string name, Role role, Func<T> open, Func<T, double[]> measure) : Contender(name, role)
        where T : IDisposable
    {
        private T? subject;

        public override void Open()
        {
            subject = open();
            Measure();
        }

        public override double[] Measure() => measure(subject!);

        public override void Dispose() => subject?.Dispose();
    }

    private sealed class Nothing : IDisposable
    {
        public void Dispose()
        {
        }
    }
}

/// <summary>An interpreter or program is not on this machine; its figures are reported as missing.</summary>
internal sealed class MissingPeerException(string message) : Exception(message);
