using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ProcessIsolate;

namespace Quickstart;

/// <summary>Compresses and hashes every file below a folder, as a backup does, first in the pool, then here, and compares.</summary>
/// <remarks>Work that pays: a file takes milliseconds, a call microseconds, and a file that crashed the decoder would cost itself alone.</remarks>
internal static class HashFolder
{
    private static readonly EnumerationOptions AllFiles = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = true,
        // A link may lead in a circle.
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    /// <summary>The folder named on the command line, or that of the running .NET runtime.</summary>
    public static bool TryChoose(string[] args, out string folder)
    {
        folder = args.Length == 0 ? RuntimeEnvironment.GetRuntimeDirectory() : args[0];
        if (args.Length <= 1 && Directory.Exists(folder))
        {
            return true;
        }

        Console.Error.WriteLine(args.Length > 1 ? "Usage: Quickstart [folder]" : $"There is no folder '{folder}'.");
        return false;
    }

    /// <returns>Whether both ways gave the same.</returns>
    public static bool Run(ProcessPool pool, string folder)
    {
        // The largest first, and one at a time: so all workers are busy to the end.
        string[] files = [.. new DirectoryInfo(folder).EnumerateFiles("*", AllFiles).OrderByDescending(static file => file.Length)
            .Select(static file => file.FullName)];
        Console.WriteLine($"   {files.Length} files below {folder}");

        Stopwatch watch = Stopwatch.StartNew();
        string[] isolated;
        using (ProgressLine progress = new())
        {
            MapOptions options = new() { ChunkSize = 1, Progress = progress };
            isolated = pool.MapAsync(Hash, files, options).GetAwaiter().GetResult();
        }

        TimeSpan poolTime = watch.Elapsed;
        watch.Restart();
        string[] local = [.. files.Select(HashHere)];
        TimeSpan localTime = watch.Elapsed;

        List<string> different = [.. files.Where((_, i) => isolated[i] != local[i])];
        Console.WriteLine($"   {pool.MaxWorkers} processes: {poolTime.TotalMilliseconds:0} ms; this process alone: {localTime.TotalMilliseconds:0} ms, {localTime / poolTime:0.0} times as long");
        Console.WriteLine(different.Count == 0 ? "   Both gave the same." : $"   Different: {string.Join(", ", different)}");
        return different.Count == 0;
    }

    [RunInProcess]
    private static string Hash(string path) => HashHere(path);

    private static string HashHere(string path)
    {
        try
        {
            // What has no length is empty, or a pipe whose opening would block.
            if (new FileInfo(path).Length == 0)
            {
                return Convert.ToHexString(SHA256.HashData([]));
            }

            using FileStream file = File.OpenRead(path);
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using (HashStream hashed = new(hash))
            using (GZipStream packed = new(hashed, CompressionLevel.Optimal))
            {
                file.CopyTo(packed);
            }

            return Convert.ToHexString(hash.GetHashAndReset());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "not readable";
        }
    }
}
