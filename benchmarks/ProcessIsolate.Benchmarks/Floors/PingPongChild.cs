using System.IO;
using System.IO.Pipes;
using System.Net.Sockets;

namespace ProcessIsolate.Benchmarks.Floors;

/// <summary>The other end of <see cref="PingPong"/>: sends every message of a fixed size back.</summary>
internal static class PingPongChild
{
    /// <param name="args"><c>pipe in out size</c> or <c>socket path size</c>.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args)
    {
        switch (args)
        {
            case ["pipe", var input, var output, var size]:
                using (AnonymousPipeClientStream reader = new(PipeDirection.In, input))
                using (AnonymousPipeClientStream writer = new(PipeDirection.Out, output))
                {
                    Echo(reader, writer, int.Parse(size, System.Globalization.CultureInfo.InvariantCulture));
                }

                return 0;
            case ["socket", var path, var size]:
                using (Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
                {
                    socket.Connect(new UnixDomainSocketEndPoint(path));
                    using NetworkStream stream = new(socket);
                    Echo(stream, stream, int.Parse(size, System.Globalization.CultureInfo.InvariantCulture));
                }

                return 0;
            default:
                return 2;
        }
    }

    private static void Echo(Stream reader, Stream writer, int size)
    {
        byte[] message = new byte[size];
        while (reader.ReadAtLeast(message, size, throwOnEndOfStream: false) == size)
        {
            writer.Write(message);
        }
    }
}
