using System.Threading.Channels;

namespace ProcessIsolate.Benchmarks;

/// <summary>What the other end of a pipe runs.</summary>
internal static class PipeWork
{
    [RunInProcess]
    public static void Echo(ProcessPipe<int> pipe)
    {
        try
        {
            while (true)
            {
                pipe.Send(pipe.Receive());
            }
        }
        catch (ChannelClosedException)
        {
            // The other end is done.
        }
    }
}
