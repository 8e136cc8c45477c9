using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;

namespace ProcessIsolate.Integration.Tests.Sandbox;

/// <summary>Methods that take what they can get.</summary>
public static unsafe class Hunger
{
    private const int Piece = 1 << 20;

    [RunInProcess(Sandbox = SandboxProfile.Restricted)]
    public static int Arrays()
    {
        List<byte[]> all = [];
        while (true)
        {
            byte[] piece = new byte[Piece];
            Array.Fill(piece, (byte)1);
            all.Add(piece);
        }
    }

    [RunInProcess(Sandbox = SandboxProfile.Restricted)]
    public static int NativeMemory()
    {
        while (true)
        {
            void* piece = System.Runtime.InteropServices.NativeMemory.Alloc(Piece);
            new Span<byte>(piece, Piece).Fill(1);
        }
    }

    [RunInProcess(Sandbox = SandboxProfile.Restricted)]
    public static int Threads()
    {
        using ManualResetEventSlim never = new();
        for (int i = 0; i < 100_000; i++)
        {
            new Thread(() => never.Wait(), 64 * 1024) { IsBackground = true }.Start();
        }

        return 0;
    }

    [RunInProcess(Sandbox = SandboxProfile.Restricted, TimeoutMilliseconds = 300)]
    public static int Time()
    {
        while (true)
        {
        }
    }

    [RunInProcess]
    public static long Disk(string path)
    {
        using FileStream file = File.Create(path, bufferSize: 1);
        byte[] piece = new byte[Piece];
        while (file.Length < 1L << 30)
        {
            file.Write(piece);
        }

        return file.Length;
    }
}
