using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Channels;

/// <summary>An order as a user would have it.</summary>
public sealed record Order(int Number, string? Note, IReadOnlyList<double> Prices);

/// <summary>Plain memory with private parts.</summary>
public readonly record struct Reading(DateTime Time, decimal Value, bool Valid);

/// <summary>Several channels in one argument.</summary>
/// <summary>An end to close after some milliseconds.</summary>
public sealed record Closing(ProcessPipe<int> End, int Milliseconds);

public sealed record Wiring(ProcessQueue<int> Numbers, ProcessQueue<string?>[] Texts, ProcessPipe<int> Reply);

/// <summary>Marked methods that talk.</summary>
internal static class ChannelJobs
{
    [RunInProcess]
    public static int PutNumbers(ProcessQueue<int> queue, int from, int count)
    {
        for (int i = from; i < from + count; i++)
        {
            queue.Put(i);
        }

        return Environment.ProcessId;
    }

    [RunInProcess]
    public static long SumToEnd(ProcessQueue<int> queue)
    {
        long sum = 0;
        try
        {
            while (true)
            {
                sum += queue.Get(Eventually.Limit);
            }
        }
        catch (ChannelClosedException)
        {
            return sum;
        }
    }

    [RunInProcess]
    public static void EchoOrders(ProcessQueue<Order?> from, ProcessQueue<Order?> to, int count)
    {
        for (int i = 0; i < count; i++)
        {
            to.Put(from.Get(Eventually.Limit));
        }
    }

    [RunInProcess]
    public static void EchoReadings(ProcessQueue<Reading> from, ProcessQueue<Reading> to, int count)
    {
        for (int i = 0; i < count; i++)
        {
            to.Put(from.Get(Eventually.Limit));
        }
    }

    [RunInProcess]
    public static void EchoTexts(ProcessPipe<string?> pipe)
    {
        try
        {
            while (true)
            {
                pipe.Send(pipe.Receive(Eventually.Limit));
            }
        }
        catch (ChannelClosedException)
        {
            // The other end is done.
        }
    }

    [RunInProcess]
    public static int Wire(Wiring wiring)
    {
        int sum = 0;
        while (wiring.Numbers.TryGet(out int number))
        {
            sum += number;
        }

        foreach (ProcessQueue<string?> queue in wiring.Texts)
        {
            queue.Put("from " + Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        wiring.Reply.Send(sum);
        return Environment.ProcessId;
    }

    /// <summary>Its memory is this process's alone until the other end of the queue has it.</summary>
    [RunInProcess]
    public static void HandOverAndDie(ProcessQueue<ProcessQueue<int>> queues, int number)
    {
        ProcessQueue<int> made = new(4);
        made.Put(number);
        queues.Put(made);
        Proc.Kill(Environment.ProcessId);
        Common.SpinForever(null);
    }

    [RunInProcess]
    public static ProcessQueue<int> MakeQueue(int items)
    {
        ProcessQueue<int> queue = new(items);
        foreach (int i in Enumerable.Range(0, items))
        {
            queue.Put(i);
        }

        return queue;
    }

    /// <summary>Answers through a pipe that comes out of a queue.</summary>
    [RunInProcess]
    public static void ServeOne(ProcessQueue<ProcessPipe<int>> requests)
    {
        using ProcessPipe<int> pipe = requests.Get(Eventually.Limit);
        pipe.Send(pipe.Receive(Eventually.Limit) + 1);
    }

    /// <summary>Makes a pipe, puts one end into a queue and keeps the other until it was answered.</summary>
    [RunInProcess]
    public static int AskThroughQueue(ProcessQueue<ProcessPipe<int>> requests, int question)
    {
        (ProcessPipe<int> mine, ProcessPipe<int> theirs) = ProcessPipe<int>.Create();
        using (mine)
        {
            requests.Put(theirs);
            mine.Send(question);
            return mine.Receive(Eventually.Limit);
        }
    }

    [RunInProcess]
    public static int CloseEnd(Closing closing)
    {
        SpinWait.SpinUntil(static () => false, closing.Milliseconds);
        closing.End.Dispose();
        return Environment.ProcessId;
    }

    [RunInProcess]
    public static void WaitFor(ProcessEvent goOn) => goOn.Wait(Eventually.Limit);

    [RunInProcess]
    public static void ReceiveAndDie(ProcessPipe<int> pipe, int messages)
    {
        for (int i = 0; i < messages; i++)
        {
            pipe.Receive(Eventually.Limit);
        }

        Environment.FailFast("as asked");
    }

    [RunInProcess]
    public static void TakeAndDie(ProcessQueue<int> queue, int items)
    {
        for (int i = 0; i < items; i++)
        {
            queue.Get(Eventually.Limit);
        }

        Environment.FailFast("as asked");
    }

    [RunInProcess]
    public static void TakeAndFinish(ProcessQueue<int> queue, int items)
    {
        for (int i = 0; i < items; i++)
        {
            queue.Get(Eventually.Limit);
            queue.TaskDone();
        }
    }

    [RunInProcess]
    public static void ReceiveBig(ProcessPipe<byte[]> pipe, int bytes)
    {
        byte[] received = pipe.Receive(Eventually.Limit);
        pipe.Send([(byte)(received.Length == bytes ? 1 : 0), received[^1]]);
    }

    /// <summary>Says -1 when it begins, then the number of each large message that arrived whole.</summary>
    [RunInProcess]
    public static void ReceiveLarge(ProcessPipe<byte[]> pipe, ProcessQueue<int> received)
    {
        received.Put(-1);
        try
        {
            while (true)
            {
                received.Put(NumberOf(pipe.Receive(Eventually.Limit)));
            }
        }
        catch (ChannelClosedException)
        {
        }
    }

    [RunInProcess]
    public static async System.Threading.Tasks.Task ReceiveLargeLater(ProcessPipe<byte[]> pipe, ProcessQueue<int> received)
    {
        received.Put(-1);
        try
        {
            while (true)
            {
                received.Put(NumberOf(await pipe.ReceiveAsync()));
            }
        }
        catch (ChannelClosedException)
        {
        }
    }

    public static byte[] Large(int number)
    {
        byte[] message = new byte[300_000];
        Array.Fill(message, (byte)number);
        return message;
    }

    private static int NumberOf(byte[] message) => message.Length == 300_000 && message.All(value => value == message[0]) ? message[0] : 1000;

    [RunInProcess]
    public static void PutAndHang(ProcessQueue<int> queue, string marker)
    {
        queue.Put(42);
        Common.SpinForever(marker);
    }

    [RunInProcess]
    public static void HoldPipe(ProcessPipe<int> pipe, string marker)
    {
        pipe.Send(1);
        Common.SpinForever(marker);
    }

    [RunInProcess]
    public static int CountWithToken(ProcessQueue<int> queue, CancellationToken token) => queue.Get(token);
}
