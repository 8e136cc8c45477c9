using System;
using System.Diagnostics;
using System.IO;
using System.IO.Compression;
using System.IO.Pipes;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.References;

/// <summary>Streams as arguments and as results: each member is done where the stream is, and an end is one only when its stream says so.</summary>
[TestClass]
public sealed class StreamTests
{
    [TestMethod]
    [DataRow(Transport.Auto)]
    [DataRow(Transport.Stream)]
    public async Task Argument_IsRead_WhereverItStands(Transport transport)
    {
        using ProcessPool pool = TestPools.Single(options => options.Transport = transport);
        using IDisposable scope = pool.Use();
        byte[] bytes = RandomNumberGenerator.GetBytes(3_000_001);
        using MemoryStream source = new(bytes);
        source.Position = 1;
        (int process, string hash, long length) = StreamJobs.Hash(source);
        Assert.AreNotEqual(Environment.ProcessId, process);
        Assert.AreEqual(3_000_000, length);
        Assert.AreEqual(Convert.ToHexString(SHA256.HashData(bytes.AsSpan(1))), hash);
        Assert.AreEqual(bytes.Length, source.Position, "It stands where it would in one process.");
        Assert.AreEqual(-1, StreamJobs.Hash(null).Length);
        source.Position = 0;
        Assert.AreEqual(2_000_000, StreamJobs.ReadOnce(source, 2_000_000), "What is given at once is given at once.");
        Assert.AreEqual(2_000_000, source.Position);
        source.Position = 0;
        using MemoryStream zipped = new();
        Assert.AreEqual(process, await StreamJobs.CompressAsync(source, zipped, CancellationToken.None));
        zipped.Position = 0;
        using GZipStream unzip = new(zipped, CompressionMode.Decompress);
        using MemoryStream back = new();
        unzip.CopyTo(back);
        CollectionAssert.AreEqual(bytes, back.ToArray());
    }

    [TestMethod]
    [DataRow(Transport.Auto)]
    [DataRow(Transport.Stream)]
    public void EveryMember_IsTheStreamsOwn(Transport transport)
    {
        using ProcessPool pool = TestPools.Single(options => options.Transport = transport);
        using MemoryStream stream = new();
        stream.Write([1, 2, 3, 4, 5, 6, 7]);
        Assert.AreEqual("TrueTrueTrue 7 7 6 3 0 5", pool.Run(StreamJobs.Look, stream));
        CollectionAssert.AreEqual(new byte[] { 1, 99, 3, 4, 5 }, stream.ToArray());
        Assert.AreEqual("in the host", pool.Run(StreamJobs.ReadTo, (Stream)new Failing()));
        Assert.AreEqual("no length", Assert.ThrowsExactly<NotSupportedException>(() => pool.Run(StreamJobs.Look, (Stream)new StreamJobs.LongStream(5))).Message);
        pool.Run(StreamJobs.Close, stream);
        Assert.IsFalse(stream.CanRead);
    }

    [TestMethod]
    [DataRow(Transport.Auto)]
    [DataRow(Transport.Stream)]
    public async Task ReadThatWaits_HoldsUpNoWrite_AndCanBeCancelled(Transport transport)
    {
        using ProcessPool pool = TestPools.Single(options => options.Transport = transport);
        string name = Guid.NewGuid().ToString("N");
        using NamedPipeServerStream here = new(name, PipeDirection.InOut, 1, PipeTransmissionMode.Byte, System.IO.Pipes.PipeOptions.Asynchronous);
        using NamedPipeClientStream there = new(".", name, PipeDirection.InOut, System.IO.Pipes.PipeOptions.Asynchronous);
        await Task.WhenAll(here.WaitForConnectionAsync(), there.ConnectAsync());
        Assert.AreEqual("cancelled", await pool.RunAsync(StreamJobs.CancelARead, (Stream)here));
        Assert.AreEqual(1, there.ReadByte());
    }

    [TestMethod]
    [DataRow(Transport.Auto)]
    [DataRow(Transport.Stream)]
    public async Task WorkerThatDies_FailsTheCall_AndTheStreamIsTheHosts(Transport transport)
    {
        using ProcessPool pool = TestPools.Single(options => (options.Transport, options.MaxRetries) = (transport, 2));
        using MemoryStream stream = new(new byte[5000]);
        WorkerCrashedException crash = await Assert.ThrowsExactlyAsync<WorkerCrashedException>(() => pool.RunAsync(StreamJobs.DieWhileReading, (Stream)stream));
        Assert.AreEqual(5, crash.ExitCode);
        Assert.AreEqual(1000, stream.Position, "Read once, not tried again.");
        stream.Position = 0;
        Assert.AreEqual(5000, pool.Run(StreamJobs.Hash, stream).Length);
    }

    [TestMethod]
    [DataRow(Transport.Auto)]
    [DataRow(Transport.Stream)]
    public async Task Result_IsAStreamOfTheWorkers(Transport transport)
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single(options => options.Transport = transport);
        using IDisposable scope = pool.Use();
        byte[] bytes = RandomNumberGenerator.GetBytes(1_000_000);
        await using (Stream created = await StreamJobs.CreateAsync(scratch.Path("file")))
        {
            Assert.IsTrue(created.CanWrite);
            await created.WriteAsync(bytes.AsMemory(0, 900_000));
            created.Write(bytes, 900_000, 100_000);
        }

        CollectionAssert.AreEqual(bytes, File.ReadAllBytes(scratch.Path("file")));
        using (Stream opened = StreamJobs.Open(scratch.Path("file"))!)
        {
            Assert.AreEqual(bytes.Length, opened.Length);
            Assert.IsFalse(opened.CanWrite);
            byte[] all = new byte[bytes.Length];
            opened.ReadExactly(all);
            CollectionAssert.AreEqual(bytes, all);
            Assert.AreEqual(0, await opened.ReadAsync(all));
            Assert.ThrowsExactly<NotSupportedException>(() => opened.Write(all));
            Assert.AreEqual(500_000, opened.Seek(-500_000, SeekOrigin.End));
            Assert.AreEqual(500_000, await opened.ReadAsync(all));
        }

        using (Stream companion = (await StreamJobs.OpenAsync(scratch.Path("file")))!)
        {
            Assert.AreEqual(bytes[0], companion.ReadByte());
        }

        Assert.IsNull(StreamJobs.Open(""));
        Assert.ThrowsExactly<FileNotFoundException>(() => StreamJobs.Open(scratch.Path("none")));
        using Stream writes = StreamJobs.Long(10, -1);
        Assert.AreEqual("not for writing", Assert.ThrowsExactly<InvalidDataException>(() => writes.WriteByte(1)).Message);
        writes.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => writes.ReadByte());
        Assert.AreEqual(1, pool.Snapshot().Workers.Count);
    }

    [TestMethod]
    [DataRow(Transport.Auto)]
    [DataRow(Transport.Stream)]
    public async Task StreamWhoseWorkerDies_IsACrash_NotAnEnd(Transport transport)
    {
        using ProcessPool pool = TestPools.Single(options => (options.Transport, options.MaxRetries) = (transport, 2));
        foreach (bool asynchronously in (bool[])[false, true])
        {
            Stream dies = pool.Run(StreamJobs.Long, 100_000_000L, 5_000_000);
            WorkerCrashedException crash = await Assert.ThrowsExactlyAsync<WorkerCrashedException>(async () =>
            {
                if (asynchronously)
                {
                    await dies.CopyToAsync(Stream.Null);
                }
                else
                {
                    dies.CopyTo(Stream.Null);
                }
            });
            Assert.AreEqual(6, crash.ExitCode);
            dies.Dispose();
            Stream killed = pool.Run(StreamJobs.Long, 100_000_000L, -1);
            killed.ReadExactly(new byte[1000]);
            using (Process process = Process.GetProcessById(pool.Snapshot().Workers[0].ProcessId))
            {
                process.Kill();
                await process.WaitForExitAsync();
            }

            await Assert.ThrowsExactlyAsync<WorkerCrashedException>(async () => _ = asynchronously ? await killed.ReadAsync(new byte[10]) : killed.Read(new byte[10]));
            await killed.DisposeAsync();
        }

        Assert.AreEqual(4, pool.Run(Common.Square, 2));
    }

    [TestMethod]
    public async Task LongStream_TakesNoMemory()
    {
        const long Length = 400_000_000;
        using ProcessPool pool = TestPools.Single();
        await using Stream stream = pool.Run(StreamJobs.Long, Length, -1);
        byte[] buffer = new byte[200_000];
        long total = 0;
        long before = GC.GetTotalAllocatedBytes();
        int count;
        while ((count = stream.Read(buffer)) > 0)
        {
            total += count;
        }

        Assert.AreEqual(Length, total);
        Assert.IsLessThan(100_000_000, GC.GetTotalAllocatedBytes() - before);
    }

    [TestMethod]
    public async Task ClosedAndLeftStreams_GiveTheirWorkerBack()
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single();
        int before = pool.Run(Common.ProcessId);
        pool.Run(StreamJobs.Noted, scratch.Path("a")).Dispose();
        Assert.AreEqual("closed", File.ReadAllText(scratch.Path("a")));
        Assert.AreEqual(before, pool.Run(Common.ProcessId));
        Leave(pool, scratch.Path("b"));
        Eventually.True(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return File.Exists(scratch.Path("b"));
            },
            "the stream is closed");
        Assert.AreEqual(before, pool.Run(Common.ProcessId));
        using CancellationTokenSource source = new();
        await source.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => pool.RunAsync(StreamJobs.Noted, scratch.Path("c"), source.Token));

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static void Leave(ProcessPool pool, string log) => Assert.IsTrue(pool.Run(StreamJobs.Noted, log).CanRead);
    }

    [TestMethod]
    public async Task EveryWayToCall_Streams()
    {
        using ProcessPool pool = TestPools.Single();
        using (WorkerLease lease = await pool.LeaseAsync())
        {
            using MemoryStream three = new(new byte[3]);
            Assert.AreEqual((lease.ProcessId, 3), (lease.Run(StreamJobs.Hash, three).Process, lease.Run(StreamJobs.Hash, new MemoryStream(new byte[3])).Length));
        }

        using (pool.Use())
        {
            byte[] id = new byte[4];
            await using Stream apart = (await StreamJobs.Apart())!;
            await apart.ReadExactlyAsync(id);
            Assert.AreNotEqual(Environment.ProcessId, BitConverter.ToInt32(id));
        }

        using IsolatedProcess<(int Process, string Hash, long Length)> process = IsolatedProcess.Start(StreamJobs.Hash, (Stream?)new MemoryStream(new byte[7]));
        Assert.AreEqual((process.Id, 7), (process.Result.Process, process.Result.Length));
        using ProcessPool inProcess = TestPools.Single(static options => options.IsolationMode = IsolationMode.InProcess);
        Assert.AreEqual(Environment.ProcessId, inProcess.Run(StreamJobs.Hash, new MemoryStream()).Process);
        Assert.IsInstanceOfType<StreamJobs.LongStream>(inProcess.Run(StreamJobs.Long, 1L, -1));
#pragma warning disable PISO204
        Assert.ThrowsExactly<NotSupportedException>(() => IsolatedProcess.Start(StreamJobs.Long, 1L, -1));
#pragma warning restore PISO204
    }

    private sealed class Failing : MemoryStream
    {
        public override bool CanSeek => false;

        public override int Read(byte[] buffer, int offset, int count) => throw new InvalidDataException("in the host");
    }
}
