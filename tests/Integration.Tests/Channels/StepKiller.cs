using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using ProcessIsolate.Integration.Tests.Support;
using ProcessIsolate.Sharing;

namespace ProcessIsolate.Integration.Tests.Channels;

/// <summary>Marked methods that kill their own process, with SIGKILL, at a given step of an operation on shared memory.</summary>
[SuppressMessage("ProcessIsolate", "PISO301", Justification = "The hook is the worker's own.")]
internal static class StepKiller
{
    /// <summary>The process ends the given time the step is reached.</summary>
    public static void DieAt(string step, int time)
    {
        int left = time;
        FailPoint.Hook = reached =>
        {
            if (reached == step && Interlocked.Decrement(ref left) == 0)
            {
                using Process self = Process.GetCurrentProcess();
                self.Kill();
                new ManualResetEventSlim().Wait();
            }
        };
    }

    [RunInProcess]
    public static void Put(ProcessQueue<string> queue, int count, string step, int time)
    {
        DieAt(step, time);
        for (int i = 0; i < count; i++)
        {
            queue.Put("item " + i.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    [RunInProcess]
    public static void Get(ProcessQueue<string> queue, int count, string step, int time)
    {
        DieAt(step, time);
        for (int i = 0; i < count; i++)
        {
            queue.Get(Eventually.Limit);
            queue.TaskDone();
        }
    }

    [RunInProcess]
    public static void Send(ProcessPipe<byte[]> pipe, int count, int bytes, string step, int time)
    {
        DieAt(step, time);
        for (int i = 0; i < count; i++)
        {
            byte[] message = new byte[bytes];
            message[0] = message[^1] = (byte)i;
            pipe.Send(message, Eventually.Limit);
        }
    }

    [RunInProcess]
    public static void Receive(ProcessPipe<byte[]> pipe, int count, string step, int time)
    {
        DieAt(step, time);
        for (int i = 0; i < count; i++)
        {
            pipe.Receive(Eventually.Limit);
        }
    }

    [RunInProcess]
    public static void TakeAndGiveBack(ProcessLock gate, string step)
    {
        DieAt(step, 1);
        using ProcessLock.Scope scope = gate.EnterScope();
    }

    /// <summary>Dies with the lock once the event is set.</summary>
    [RunInProcess]
    public static void TakeAndDie(ProcessLock gate, ProcessEvent dies)
    {
        gate.Enter();
        dies.Wait(Eventually.Limit);
        Proc.Kill(System.Environment.ProcessId);
        Common.SpinForever(null);
    }
}
