using System;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace ProcessIsolate.Integration.Tests.References;

/// <summary>Marked methods whose results and parameters are streams.</summary>
[SuppressMessage("ProcessIsolate", "PISO301", Justification = "The worker's own state is what is looked at.")]
internal static class StreamJobs
{
    [RunInProcess]
    public static (int Process, string Hash, long Length) Hash(Stream? stream)
    {
        if (stream is null)
        {
            return (Environment.ProcessId, "", -1);
        }

        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[100_000];
        long length = 0;
        int count;
        while ((count = stream.Read(buffer)) > 0)
        {
            hash.AppendData(buffer, 0, count);
            length += count;
        }

        return (Environment.ProcessId, Convert.ToHexString(hash.GetCurrentHash()), length);
    }

    [RunInProcess]
    public static async Task<int> CompressAsync(Stream from, Stream to, CancellationToken token)
    {
        await using (GZipStream zip = new(to, CompressionLevel.Fastest, leaveOpen: true))
        {
            await from.CopyToAsync(zip, token);
        }

        await to.FlushAsync(token);
        return Environment.ProcessId;
    }

    [RunInProcess]
    public static string Look(Stream stream)
    {
        StringBuilder seen = new();
        seen.Append(stream.CanRead).Append(stream.CanWrite).Append(stream.CanSeek).Append(' ').Append(stream.Length).Append(' ').Append(stream.Position);
        stream.Seek(-2, SeekOrigin.End);
        seen.Append(' ').Append(stream.ReadByte());
        stream.Position = 1;
        stream.WriteByte(99);
        stream.SetLength(5);
        byte[] all = new byte[2_000_000];
        seen.Append(' ').Append(stream.Read(all, 0, all.Length)).Append(' ').Append(stream.Read(all)).Append(' ').Append(stream.Length);
        return seen.ToString();
    }

    [RunInProcess]
    public static int ReadOnce(Stream stream, int count) => stream.Read(new byte[count]);

    [RunInProcess]
    public static void Close(Stream stream)
    {
        stream.Dispose();
        stream.Dispose();
        if (stream.CanRead)
        {
            throw new InvalidOperationException("still open");
        }
    }

    [RunInProcess]
    public static string ReadTo(Stream stream)
    {
        try
        {
            stream.CopyTo(Stream.Null);
            return "none";
        }
        catch (InvalidDataException exception)
        {
            return exception.Message;
        }
    }

    [RunInProcess]
    public static async Task<string> CancelARead(Stream stream)
    {
        using CancellationTokenSource source = new();
        Task<int> read = stream.ReadAsync(new byte[10], source.Token).AsTask();
        await stream.WriteAsync(new byte[] { 1 }, CancellationToken.None);
        await source.CancelAsync();
        try
        {
            await read;
            return "read";
        }
        catch (OperationCanceledException exception)
        {
            return exception.CancellationToken == source.Token ? "cancelled" : "another token";
        }
    }

    [RunInProcess]
    public static int DieWhileReading(Stream stream)
    {
        stream.ReadExactly(new byte[1000]);
        Environment.Exit(5);
        return 0;
    }

    [RunInProcess]
    public static Stream? Open(string path) => path.Length == 0 ? null : File.OpenRead(path);

    [RunInProcess]
    public static async Task<Stream> CreateAsync(string path)
    {
        await Task.Yield();
        return File.Create(path);
    }

    [RunInProcess]
    public static Stream Long(long length, int dieAt) => new LongStream(length, dieAt);

    [RunInProcess(Dedicated = true)]
    public static async ValueTask<Stream?> Apart()
    {
        await Task.Yield();
        return new MemoryStream(BitConverter.GetBytes(Environment.ProcessId));
    }

    [RunInProcess]
    public static Stream Noted(string log) => new NotedStream(log);

    /// <summary>Bytes that are computed; ends, or ends its process.</summary>
    internal sealed class LongStream(long length, long dieAt = -1) : Stream
    {
        private long position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException("no length");

        public override long Position { get => position; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = (int)Math.Min(count, length - position);
            for (int i = 0; i < read; i++)
            {
                buffer[offset + i] = (byte)((position + i) * 31 >> 3);
            }

            position += read;
            if (dieAt >= 0 && position >= dieAt)
            {
                Environment.Exit(6);
            }

            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new InvalidDataException("not for writing");
    }

    private sealed class NotedStream(string log) : MemoryStream
    {
        protected override void Dispose(bool disposing)
        {
            File.AppendAllText(log, "closed");
            base.Dispose(disposing);
        }
    }
}
