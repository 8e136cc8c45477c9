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
public sealed record Wiring(ProcessQueue<int> Numbers, ProcessQueue<string?>[] Texts, ProcessPipe<int> Reply);

/// <summary>Marked methods that talk through queues.</summary>
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

    [RunInProcess]
    public static void WaitFor(ProcessEvent goOn) => goOn.Wait(Eventually.Limit);

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
    public static void TakeForEver(ProcessQueue<int> queue, string marker)
    {
        queue.Get(Eventually.Limit);
        System.IO.File.WriteAllText(marker, Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture));
        while (true)
        {
            queue.Get(Eventually.Limit);
        }
    }

    /// <summary>Puts until that fails; what then was said.</summary>
    [RunInProcess]
    public static string PutUntilClosed(ProcessQueue<int> queue)
    {
        try
        {
            for (int i = 0; ; i++)
            {
                queue.Put(i, Eventually.Limit);
            }
        }
        catch (ChannelClosedException exception)
        {
            return exception.Message;
        }
    }

    [RunInProcess]
    public static string PutUntilClosedLater(ProcessQueue<int> queue)
    {
        return PutAsync().GetAwaiter().GetResult();

        async System.Threading.Tasks.Task<string> PutAsync()
        {
            try
            {
                for (int i = 0; ; i++)
                {
                    await queue.PutAsync(i);
                }
            }
            catch (ChannelClosedException exception)
            {
                return exception.Message;
            }
        }
    }

    [RunInProcess]
    public static string WriteUntilClosed(ProcessQueue<int> queue)
    {
        return WriteAsync().GetAwaiter().GetResult();

        async System.Threading.Tasks.Task<string> WriteAsync()
        {
            for (int i = 0; await queue.Writer.WaitToWriteAsync(); i++)
            {
                queue.Writer.TryWrite(i);
            }

            return PutUntilClosed(queue);
        }
    }

    [RunInProcess]
    public static void TakeAndHang(ProcessQueue<int> queue, string marker)
    {
        queue.Get(Eventually.Limit);
        Common.SpinForever(marker);
    }

    [RunInProcess]
    public static void PutAndHang(ProcessQueue<int> queue, string marker)
    {
        queue.Put(42);
        Common.SpinForever(marker);
    }

    [RunInProcess]
    public static int CountWithToken(ProcessQueue<int> queue, CancellationToken token) => queue.Get(token);
}
