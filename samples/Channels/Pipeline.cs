using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using ProcessIsolate;
using Spectre.Console;

namespace Channels;

/// <summary>Counts the words of many files: readers take paths and put pieces of text, counters take those, and the counts are
/// merged here. Then the same in this process alone.</summary>
internal static class Pipeline
{
    private const int Readers = 2;
    private const int Counters = 3;

    /// <returns>Whether both ways gave the same counts.</returns>
    public static async Task<bool> RunAsync(string[] files)
    {
        Stopwatch watch = Stopwatch.StartNew();
        Dictionary<string, int> together = await CountTogetherAsync(files);
        TimeSpan togetherTime = watch.Elapsed;
        watch.Restart();
        Dictionary<string, int> alone = [];
        foreach (Piece piece in files.SelectMany(Words.Read))
        {
            Words.Count(piece.Text, alone);
        }

        bool same = together.Count == alone.Count && alone.All(pair => together.GetValueOrDefault(pair.Key) == pair.Value);
        Console.WriteLine($"   {files.Length} files, {alone.Values.Sum(static count => (long)count):N0} words, {alone.Count:N0} different ones");
        Console.WriteLine($"   {Readers} readers and {Counters} counters: {togetherTime.TotalMilliseconds:0} ms; "
            + $"this process alone: {watch.ElapsedMilliseconds} ms");
        Console.WriteLine(same ? "   Both gave the same counts." : "   The counts are different.");
        return same;
    }

    private static async Task<Dictionary<string, int>> CountTogetherAsync(string[] files)
    {
        using ProcessQueue<string> paths = new();
        using ProcessQueue<Piece> pieces = new(capacity: 64);
        using ProcessQueue<int> counted = new();
        using ProcessPool pool = new(Readers + Counters);

        Task<Dictionary<string, int>[]> counters = Task.WhenAll(
            Enumerable.Range(0, Counters).Select(_ => pool.RunAsync(Count, pieces, counted)));
        Task readers = Task.WhenAll(Enumerable.Range(0, Readers).Select(_ => pool.RunAsync(Read, paths, pieces)));
        // However the readers end: no process waits for more than there will be.
        Task read = readers.ContinueWith(_ => pieces.Complete(), TaskScheduler.Default);
        Task all = Task.WhenAll(counters, read).ContinueWith(_ => counted.Complete(), TaskScheduler.Default);

        Task fed = FeedAsync(files, paths);
        await AnsiConsole.Progress().StartAsync(async context =>
        {
            ProgressTask bar = context.AddTask("counting", maxValue: Math.Max(files.Length, 1));
            await foreach (int count in counted.Reader.ReadAllAsync())
            {
                bar.Increment(count);
            }
        });

        await Task.WhenAll(fed, readers, counters, all);
        return Merge(await counters);
    }

    private static async Task FeedAsync(string[] files, ProcessQueue<string> paths)
    {
        foreach (string file in files)
        {
            await paths.PutAsync(file);
        }

        paths.Complete();
    }

    [RunInProcess]
    private static void Read(ProcessQueue<string> paths, ProcessQueue<Piece> pieces)
    {
        while (paths.TryGet(out string path, System.Threading.Timeout.InfiniteTimeSpan))
        {
            foreach (Piece piece in Words.Read(path))
            {
                pieces.Put(piece);
            }
        }
    }

    [RunInProcess]
    private static async Task<Dictionary<string, int>> Count(ProcessQueue<Piece> pieces, ProcessQueue<int> counted)
    {
        Dictionary<string, int> counts = [];
        await foreach (Piece piece in pieces.Reader.ReadAllAsync())
        {
            Words.Count(piece.Text, counts);
            if (piece.EndsFile)
            {
                counted.Put(1);
            }
        }

        return counts;
    }

    private static Dictionary<string, int> Merge(IEnumerable<Dictionary<string, int>> parts)
    {
        Dictionary<string, int> all = [];
        foreach ((string word, int times) in parts.SelectMany(static part => part))
        {
            Words.Add(all, word, times);
        }

        return all;
    }
}
