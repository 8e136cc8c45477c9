using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace ProcessIsolate.Calls;

/// <summary>Where the items of a stream come from.</summary>
/// <param name="Items">Enumerated on a thread of its own, as it may block; null when the other is used.</param>
/// <param name="AsyncItems">Enumerated on the thread pool.</param>
internal sealed record StreamInput<T>(IEnumerable<T>? Items, IAsyncEnumerable<T>? AsyncItems)
{
    /// <summary>How many there are, where that is known without enumerating.</summary>
    public int? Count => Items is not null && Enumerable.TryGetNonEnumeratedCount(Items, out int count) ? count : null;

    /// <summary>Takes items while there is room for them, until the end.</summary>
    /// <param name="room">Set when there may be room again, or the stream is over.</param>
    /// <param name="target">The stream.</param>
    /// <param name="token">For inputs that listen.</param>
    public Task PumpAsync(StreamSignal room, IStreamTarget<T> target, CancellationToken token) =>
        Items is not null ? PumpItems(Items, room, target) : Task.Run(() => PumpAsyncItems(AsyncItems!, room, target, token), CancellationToken.None);

    /// <summary>The items where they are taken one by one.</summary>
    public IAsyncEnumerable<T> EnumerateAsync(CancellationToken token) => AsyncItems is { } items ? WithToken(items, token) : FromItems(Items!);

    private static async IAsyncEnumerable<T> WithToken(IAsyncEnumerable<T> items, [EnumeratorCancellation] CancellationToken token)
    {
        await foreach (T item in items.WithCancellation(token).ConfigureAwait(false))
        {
            yield return item;
        }
    }

    private static async IAsyncEnumerable<T> FromItems(IEnumerable<T> items)
    {
        foreach (T item in items)
        {
            yield return item;
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    private static async Task PumpItems(IEnumerable<T> items, StreamSignal room, IStreamTarget<T> target)
    {
        IEnumerator<T>? enumerator = null;
        try
        {
            while (!await BlockingThreadPool.Shared.RunAsync(TakeSome).ConfigureAwait(false))
            {
                await room.WaitAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            if (enumerator is not null)
            {
                await BlockingThreadPool.Shared.RunAsync(() =>
                {
                    enumerator.Dispose();
                    return true;
                }).ConfigureAwait(false);
            }
        }

        // The end, or false when there is no room.
        bool TakeSome()
        {
            IEnumerator<T> source = enumerator ??= items.GetEnumerator();
            while (target.WantsMore)
            {
                int room = target.Room;
                if (room == 0)
                {
                    return false;
                }

                bool wantsMore = true;
                for (; room > 0 && wantsMore; room--)
                {
                    if (!source.MoveNext())
                    {
                        return true;
                    }

                    wantsMore = target.Add(source.Current);
                }
            }

            return true;
        }
    }

    private static async Task PumpAsyncItems(IAsyncEnumerable<T> items, StreamSignal room, IStreamTarget<T> target, CancellationToken token)
    {
        IAsyncEnumerator<T> source = items.GetAsyncEnumerator(token);
        await using (source.ConfigureAwait(false))
        {
            while (target.WantsMore)
            {
                if (target.Room == 0)
                {
                    await room.WaitAsync().ConfigureAwait(false);
                    continue;
                }

                if (!await source.MoveNextAsync().ConfigureAwait(false))
                {
                    return;
                }

                target.Add(source.Current);
            }
        }
    }
}

/// <summary>What items are pumped into.</summary>
internal interface IStreamTarget<T>
{
    /// <summary>False once no further item will be looked at.</summary>
    bool WantsMore { get; }

    /// <summary>How many items there is room for.</summary>
    int Room { get; }

    /// <returns>False once no further item will be looked at, as far as was seen so quickly.</returns>
    bool Add(T item);
}
