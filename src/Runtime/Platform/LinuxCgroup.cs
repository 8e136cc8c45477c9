using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;

namespace ProcessIsolate.Platform;

/// <summary>What is left of the memory that the control groups of this process may use.</summary>
/// <remarks>A limit alone says little: the host, its workers and all that runs in the same container share it.</remarks>
internal static class LinuxCgroup
{
    // Version 1 says "no limit" with the largest multiple of a page that fits.
    private const long Unlimited = long.MaxValue / 2;

    /// <summary>The bytes left, in the narrowest of the groups; <see cref="long.MaxValue"/> where there is no limit or no word of one.</summary>
    public static long AvailableMemory() => AvailableMemory("/proc/self/cgroup", "/proc/self/mountinfo");

    /// <inheritdoc cref="AvailableMemory()"/>
    /// <param name="groups">A file like <c>/proc/self/cgroup</c>.</param>
    /// <param name="mounts">A file like <c>/proc/self/mountinfo</c>.</param>
    internal static long AvailableMemory(string groups, string mounts)
    {
        long least = long.MaxValue;
        try
        {
            foreach ((string folder, string top, bool isVersion2) in Folders(groups, mounts))
            {
                // A group's memory counts in all groups above it.
                for (string? at = folder; at is not null && at.Length >= top.Length; at = Path.GetDirectoryName(at))
                {
                    least = Math.Min(least, LeftIn(at, isVersion2));
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // No word of a limit.
        }

        return least;
    }

    private static long LeftIn(string folder, bool isVersion2)
    {
        long limit = ReadNumber(Path.Combine(folder, isVersion2 ? "memory.max" : "memory.limit_in_bytes"));
        if (limit is < 0 or > Unlimited)
        {
            return long.MaxValue;
        }

        long used = ReadNumber(Path.Combine(folder, isVersion2 ? "memory.current" : "memory.usage_in_bytes"));
        // Files that were read and are not in use: the kernel gives that memory away before it refuses any.
        long reclaimable = ReadField(Path.Combine(folder, "memory.stat"), isVersion2 ? "inactive_file " : "total_inactive_file ");
        return Math.Max(0, limit - Math.Max(0, used - reclaimable));
    }

    // "4:memory:/group" in version 1, "0::/group" in version 2; both may be there.
    private static IEnumerable<(string Folder, string Top, bool IsVersion2)> Folders(string groups, string mounts)
    {
        foreach (string line in File.ReadLines(groups))
        {
            string[] parts = line.Split(':', 3);
            bool isVersion2 = parts is ["0", "", _];
            if (parts.Length == 3 && (isVersion2 || Array.IndexOf(parts[1].Split(','), "memory") >= 0)
                && FindMount(mounts, isVersion2) is { } mount)
            {
                string inside = mount.Root != "/" && parts[2].StartsWith(mount.Root, StringComparison.Ordinal) ? parts[2][mount.Root.Length..] : parts[2];
                string folder = (mount.Point + inside).TrimEnd('/');
                // In a namespace of its own a group may be named from where it cannot be seen.
                yield return (Directory.Exists(folder) ? folder : mount.Point, mount.Point, isVersion2);
            }
        }
    }

    // "36 35 98:0 /root /mount/point options optional - type source super-options".
    private static (string Root, string Point)? FindMount(string mounts, bool isVersion2)
    {
        foreach (string line in File.ReadLines(mounts))
        {
            int dash = line.IndexOf(" - ", StringComparison.Ordinal);
            string[] first = line.Split(' ');
            if (dash < 0 || first.Length < 5)
            {
                continue;
            }

            string[] last = line[(dash + 3)..].Split(' ');
            bool fits = isVersion2
                ? last[0] == "cgroup2"
                : last[0] == "cgroup" && last.Length > 2 && Array.IndexOf(last[2].Split(','), "memory") >= 0;
            if (fits)
            {
                return (first[3], first[4]);
            }
        }

        return null;
    }

    private static long ReadNumber(string path) =>
        File.Exists(path) && long.TryParse(File.ReadAllText(path).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : -1;

    private static long ReadField(string path, string name)
    {
        if (!File.Exists(path))
        {
            return 0;
        }

        foreach (string line in File.ReadLines(path))
        {
            if (line.StartsWith(name, StringComparison.Ordinal)
                && long.TryParse(line.AsSpan(name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long number))
            {
                return number;
            }
        }

        return 0;
    }
}
