using System;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Channels;

/// <summary>An end to close after some milliseconds.</summary>
public sealed record Closing(ProcessPipe<int> End, int Milliseconds);

/// <summary>Marked methods at one end of a pipe.</summary>
internal static class PipeJobs
{
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
    public static void ReceiveAndDie(ProcessPipe<int> pipe, int messages)
    {
        for (int i = 0; i < messages; i++)
        {
            pipe.Receive(Eventually.Limit);
        }

        Environment.FailFast("as asked");
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
    public static async Task ReceiveLargeLater(ProcessPipe<byte[]> pipe, ProcessQueue<int> received)
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

    [RunInProcess]
    public static void HoldPipe(ProcessPipe<int> pipe, string marker)
    {
        pipe.Send(1);
        Common.SpinForever(marker);
    }

    private static int NumberOf(byte[] message) => message.Length == 300_000 && message.All(value => value == message[0]) ? message[0] : 1000;
}
