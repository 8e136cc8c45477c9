using System;
using System.IO;
using System.Runtime.CompilerServices;
using System.Threading;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.SharedMemory;

/// <summary>A connection over two rings in one shared segment: the call lane's transport.</summary>
/// <remarks>It knows nothing of the peer's death: the reader of the control lane, which does, calls
/// <see cref="Abort"/>. What the peer published before is still received. A thread that sends or receives holds the
/// connection meanwhile (<see cref="TryAcquire"/>): an abort takes the memory away once none does.</remarks>
internal sealed class RingConnection : Connection
{
    // How often a host that waits for records looks by itself: the worker rings for many at a time, and starts an item
    // that may take long without ringing for those before it.
    private static readonly TimeSpan FirstNap = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestNap = TimeSpan.FromMilliseconds(8);

    private readonly SharedSegment segment;
    private readonly RingReader incoming;
    private readonly RingWriter outgoing;
    private readonly Doorbell bell;
    private readonly Doorbell peerBell;
    private Action? callback;
    private long lastSendStart;
    private bool stopped;
    private TimeSpan nap = FirstNap;

    private unsafe RingConnection(SharedSegment segment, int capacity, bool isHost)
    {
        this.segment = segment;
        (int outTail, int outHead) = isHost ? (LaneLayout.RequestTail, LaneLayout.RequestHead) : (LaneLayout.ResponseTail, LaneLayout.ResponseHead);
        (int inTail, int inHead) = isHost ? (LaneLayout.ResponseTail, LaneLayout.ResponseHead) : (LaneLayout.RequestTail, LaneLayout.RequestHead);
        long requests = LaneLayout.DataOffset;
        long responses = LaneLayout.DataOffset + (long)capacity;
        (int ownCore, int peerCore) = isHost ? (LaneLayout.HostCore, LaneLayout.WorkerCore) : (LaneLayout.WorkerCore, LaneLayout.HostCore);
        CoreSharing cores = new((ulong*)Position(ownCore), (ulong*)Position(peerCore), mayMove: !isHost);
        (int ownBell, int ownWaits) = isHost ? (LaneLayout.HostBell, LaneLayout.HostWaits) : (LaneLayout.WorkerBell, LaneLayout.WorkerWaits);
        (int otherBell, int otherWaits) = isHost ? (LaneLayout.WorkerBell, LaneLayout.WorkerWaits) : (LaneLayout.HostBell, LaneLayout.HostWaits);
        bell = new Doorbell(segment, Word(ownBell), Word(ownWaits), cores);
        peerBell = new Doorbell(segment, Word(otherBell), Word(otherWaits));
        Claims = new ClaimWord(Position(LaneLayout.Claim));
        RunTimes = new RunTimes((long*)segment.At(LaneLayout.RunTimes, RunTimes.Count * sizeof(long)));
        outgoing = new RingWriter(Position(outTail), Position(outHead), segment.At(isHost ? requests : responses, capacity), capacity, peerBell);
        incoming = new RingReader(Position(inHead), Position(inTail), segment.At(isHost ? responses : requests, capacity), capacity, peerBell);
    }

    /// <summary>What a worker needs to <see cref="Open"/> the other end.</summary>
    public SharedSegment Segment => segment;

    /// <summary>What the worker has begun; touched while the connection is held.</summary>
    public ClaimWord Claims { get; }

    /// <summary>How long requests ran; touched while the connection is held.</summary>
    public RunTimes RunTimes { get; }

    /// <summary>Makes the host's end, and the memory.</summary>
    /// <exception cref="IOException">Memory is short.</exception>
    public static unsafe RingConnection Create(int capacity)
    {
        SharedSegment segment = SharedSegment.Create(LaneLayout.SizeFor(capacity));
        *(uint*)segment.At(LaneLayout.VersionOffset, sizeof(uint)) = LaneLayout.Version;
        *(uint*)segment.At(LaneLayout.CapacityOffset, sizeof(uint)) = (uint)capacity;
        *(uint*)segment.At(0, sizeof(uint)) = LaneLayout.Magic;
        return new RingConnection(segment, capacity, isHost: true);
    }

    /// <summary>Opens the worker's end.</summary>
    /// <param name="segment">The memory; owned by the connection from here on.</param>
    /// <exception cref="IOException">The memory is no lane of this version.</exception>
    public static unsafe RingConnection Open(SharedSegment segment)
    {
        bool fits = segment.Size >= LaneLayout.DataOffset
            && *(uint*)segment.At(0, sizeof(uint)) == LaneLayout.Magic
            && *(uint*)segment.At(LaneLayout.VersionOffset, sizeof(uint)) == LaneLayout.Version;
        uint capacity = fits ? *(uint*)segment.At(LaneLayout.CapacityOffset, sizeof(uint)) : 0;
        if (!LaneLayout.IsValidCapacity(capacity) || segment.Size < LaneLayout.SizeFor((int)capacity))
        {
            segment.Dispose();
            throw new IOException("The shared segment is no call lane of this version.");
        }

        return new RingConnection(segment, (int)capacity, isHost: false);
    }

    public override int Receive(Span<byte> buffer)
    {
        int count;
        while ((count = incoming.Read(buffer)) == 0)
        {
            if (Volatile.Read(ref stopped))
            {
                // Published between the look and the end: nothing that arrived may be lost.
                count = incoming.Read(buffer);
                return count > 0 || !IsLastSendUnread ? count : throw new ConnectionLostException(undelivered: true);
            }

            WaitForPeer(incoming, incoming.Position);
        }

        return count;
    }

    public override int ReceiveRecords(Span<byte> buffer, bool spin)
    {
        bool ended = Volatile.Read(ref stopped);
        int count = incoming.Read(buffer);
        long known = incoming.Position;
        if (count == 0 && !ended && !(spin && bell.SpinUntilChanged(ref incoming.PeerPosition, known)))
        {
            bell.Sleep(ref incoming.PeerPosition, known, ref stopped, nap);
            nap = nap < LongestNap ? nap * 2 : LongestNap;
            ended = Volatile.Read(ref stopped);
        }

        if (count == 0)
        {
            count = incoming.Read(buffer);
        }

        if (count > 0)
        {
            nap = FirstNap;
            return count;
        }

        // Nothing yet; the caller may have something else to see to.
        return ended ? throw new ConnectionLostException(undelivered: IsLastSendUnread) : 0;
    }

    /// <summary>Publishes one record of a batch, a zero byte and the value, without waking its waiter.</summary>
    /// <returns>False when there is no room in one piece; <see cref="Send"/> waits for some.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TrySendQuietly<T>(T value) => outgoing.TryPublishQuietly(value);

    /// <summary>Publishes some bytes without waking their waiter.</summary>
    /// <returns>False when there is no room; <see cref="Send"/> waits for some.</returns>
    public bool TrySendQuietly(ReadOnlySpan<byte> bytes) => outgoing.TryPublishQuietly(bytes);

    /// <summary>Publishes one record of a batch whose bytes are its value, without waking its waiter.</summary>
    /// <returns>False when there is no room in one piece; <see cref="Send"/> waits for some.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TrySendDirect(ReadOnlySpan<byte> bytes) => outgoing.TryPublishDirect(bytes);

    /// <summary>Wakes the peer if it waits for what was sent quietly.</summary>
    public void RingPeer() => peerBell.Ring();

    public override int ReceiveNow(Span<byte> buffer)
    {
        bool ended = Volatile.Read(ref stopped);
        int count = incoming.Read(buffer);
        return count > 0 || !ended ? count : throw new ConnectionLostException(undelivered: false);
    }

    public override void Send(ReadOnlySpan<byte> bytes)
    {
        lastSendStart = outgoing.Position;
        while (true)
        {
            bytes = bytes[outgoing.Stage(bytes)..];
            outgoing.Commit();
            if (bytes.IsEmpty)
            {
                return;
            }

            if (Volatile.Read(ref stopped))
            {
                throw new ConnectionLostException(IsLastSendUnread);
            }

            long head = outgoing.PeerPosition;
            if (outgoing.IsFullAt(head))
            {
                WaitForPeer(outgoing, head);
            }
        }
    }

    public override bool TryAcquire() => segment.TryAcquire();

    public override void Release() => segment.Release();

    public override bool CanSendNow() => !Volatile.Read(ref stopped);

    public override bool HasUnreadData() => Volatile.Read(ref stopped);

    public override void Abort()
    {
        Volatile.Write(ref stopped, true);
        if (segment.TryAcquire())
        {
            bell.RingAlways();
            segment.Release();
        }

        segment.Dispose();
    }

    /// <summary>Whether a receive would find something, or the end; the caller holds a use of the memory.</summary>
    public bool IsReady => Volatile.Read(ref incoming.PeerPosition) != incoming.Position || Volatile.Read(ref stopped);

    /// <summary>As <see cref="IsReady"/>, for callers that hold no use of the memory.</summary>
    public bool HasUnreadMessage()
    {
        if (!segment.TryAcquire())
        {
            return true;
        }

        bool arrived = IsReady;
        segment.Release();
        return arrived;
    }

    /// <summary>Whether nothing has arrived and the peer's positions are possible ones, for callers that hold no use of the memory.</summary>
    public bool IsAtRest
    {
        get
        {
            if (!segment.TryAcquire())
            {
                return false;
            }

            bool atRest = !IsReady && outgoing.IsPossible;
            segment.Release();
            return atRest;
        }
    }

    /// <summary>Says "I wait" on behalf of the receive loop, which then looks once more and sleeps on the word.</summary>
    public unsafe uint* AnnounceWait(out uint seen) => bell.AnnounceWait(out seen);

    /// <summary>Whether the receive loop is to call back.</summary>
    public bool IsAwaited => Volatile.Read(ref callback) is not null;

    /// <summary>Has the receive loop call back, once and on its thread, when there is something to receive.</summary>
    /// <param name="whenReady">What to call; nothing changes when there is one already.</param>
    public void WhenReady(Action whenReady)
    {
        if (Interlocked.CompareExchange(ref callback, whenReady, null) is null)
        {
            ReceiveLoop.Shared.Watch(this);
        }
    }

    /// <summary>Ends the wait of <see cref="WhenReady"/>: its callback is dropped.</summary>
    /// <remarks>Another thread may have received what was waited for. The loop would then go on waiting at the doorbell, and
    /// a caller that waits there on its own thread would share each ring with it, and take back its "I wait" with its own.</remarks>
    public void StopWaiting()
    {
        if (Interlocked.Exchange(ref callback, null) is not null)
        {
            ReceiveLoop.Shared.LookAgain();
        }
    }

    /// <summary>The receive loop: there is something to receive.</summary>
    public void CompleteWait() => Interlocked.Exchange(ref callback, null)?.Invoke();

    private void WaitForPeer(Ring ring, long known)
    {
        if (!bell.SpinUntilChanged(ref ring.PeerPosition, known))
        {
            bell.Sleep(ref ring.PeerPosition, known, ref stopped);
        }
    }

    // The peer took no byte of the last message: it cannot have begun what the message asks for.
    private bool IsLastSendUnread => outgoing.Position > lastSendStart && Volatile.Read(ref outgoing.PeerPosition) <= lastSendStart;

    private unsafe uint* Word(int offset) => (uint*)segment.At(offset, sizeof(uint));

    private unsafe long* Position(int offset) => (long*)segment.At(offset, sizeof(long));
}
