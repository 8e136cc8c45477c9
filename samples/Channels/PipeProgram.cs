using System;
using ProcessIsolate;

namespace Channels;

/// <summary>A child sends a sentence through one end of a pipe and closes it; the parent receives it.</summary>
internal static class PipeProgram
{
    public static void Run()
    {
        (ProcessPipe<string> mine, ProcessPipe<string> theirs) = ProcessPipe<string>.Create();
        using IsolatedProcess child = IsolatedProcess.Start(Say, theirs);
        Console.WriteLine($"   received: {mine.Receive()}");
        child.Join();
        mine.Dispose();
        theirs.Dispose();
    }

    [RunInProcess]
    private static void Say(ProcessPipe<string> pipe)
    {
        pipe.Send($"hello from process {Environment.ProcessId}");
        pipe.Dispose();
    }
}
