using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Sharing;

/// <summary>Where the word of a <see cref="ProcessLock"/> lies.</summary>
internal static class LockLayout
{
    public const long Word = SharedHeader.Size;
    public const long Size = Word + SharedHeader.Size;

    private const uint Recursive = 1;

    public static void Create(SharedSegment segment, bool recursive) =>
        SharedHeader.Write(segment, SharedKind.Lock, null, 0, recursive ? Recursive : 0);

    /// <returns>Whether the lock is recursive.</returns>
    public static bool Open(SharedSegment segment)
    {
        SharedHeader.Check(segment, SharedKind.Lock, null, 0);
        return SharedHeader.Setting(segment) == Recursive;
    }
}
