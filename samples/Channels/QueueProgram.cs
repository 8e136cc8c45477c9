using System;
using ProcessIsolate;

namespace Channels;

/// <summary>A producer puts one item in a queue that both got as an argument, a consumer gets it.</summary>
internal static class QueueProgram
{
    public static void Run()
    {
        using ProcessQueue<string> queue = new();
        using IsolatedProcess producer = IsolatedProcess.Start(Produce, queue);
        using IsolatedProcess consumer = IsolatedProcess.Start(Consume, queue);
        producer.Join();
        consumer.Join();
    }

    [RunInProcess]
    private static void Produce(ProcessQueue<string> queue) => queue.Put($"a parcel from process {Environment.ProcessId}");

    [RunInProcess]
    private static void Consume(ProcessQueue<string> queue) => Console.WriteLine($"   process {Environment.ProcessId} got {queue.Get()}");
}
