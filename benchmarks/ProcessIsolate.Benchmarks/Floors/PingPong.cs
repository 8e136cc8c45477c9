using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.IO.Pipes;
using System.Net.Sockets;

namespace ProcessIsolate.Benchmarks.Floors;

/// <summary>A blocking round trip of raw bytes to another process: the least an exchange can cost on its transport.</summary>
internal sealed class PingPong : IDisposable
{
    private readonly Stream reader;
    private readonly Stream writer;
    private readonly byte[] message;
    private readonly Process child;

    private PingPong(Stream reader, Stream writer, int size, Process child)
    {
        this.reader = reader;
        this.writer = writer;
        this.child = child;
        message = new byte[size];
    }

    /// <summary>Over two anonymous pipes.</summary>
    public static PingPong OverPipes(int size)
    {
        AnonymousPipeServerStream output = new(PipeDirection.Out, HandleInheritability.Inheritable);
        AnonymousPipeServerStream input = new(PipeDirection.In, HandleInheritability.Inheritable);
        Process child = DotNet.Start(
            DotNet.ThisProgram, "child", "pipe", output.GetClientHandleAsString(), input.GetClientHandleAsString(), Text(size));
        output.DisposeLocalCopyOfClientHandle();
        input.DisposeLocalCopyOfClientHandle();
        return new PingPong(input, output, size, child);
    }

    /// <summary>Over a Unix domain socket.</summary>
    public static PingPong OverSocket(int size)
    {
        string folder = Directory.CreateTempSubdirectory("pingpong-").FullName;
        try
        {
            string path = Path.Combine(folder, "s");
            using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(new UnixDomainSocketEndPoint(path));
            listener.Listen(1);
            Process child = DotNet.Start(DotNet.ThisProgram, "child", "socket", path, Text(size));
            NetworkStream stream = new(listener.Accept(), ownsSocket: true);
            return new PingPong(stream, stream, size, child);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public void RoundTrip()
    {
        writer.Write(message);
        reader.ReadExactly(message);
    }

    /// <summary>The child ends with its input.</summary>
    public void Dispose()
    {
        writer.Dispose();
        reader.Dispose();
        child.WaitForExit();
        child.Dispose();
    }

    private static string Text(int size) => size.ToString(CultureInfo.InvariantCulture);
}
