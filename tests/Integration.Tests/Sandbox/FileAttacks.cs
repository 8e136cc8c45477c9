using System;
using System.Collections.Generic;
using System.IO;

namespace ProcessIsolate.Integration.Tests.Sandbox;

/// <summary>Attacks on files. Each returns if it came through and throws if it did not.</summary>
internal static class FileAttacks
{
    private const int Here = -100;
    private const int OpenTemporary = 0x41_0000 | 2;

    public static IEnumerable<Attack> All =>
    [
        new("read a file", static t => File.ReadAllText(t.SecretPath)),
        new("read a file by its handle", static t => { using FileStream _ = new(t.SecretPath, FileMode.Open, FileAccess.Read); }),
        new("read past /proc/self/root", static t => File.ReadAllText("/proc/self/root" + t.SecretPath)),
        new("read past the host's root", static t => File.ReadAllText($"/proc/{t.HostProcessId}/root{t.SecretPath}")),
        new("read past dots", static t => File.ReadAllText(AppContext.BaseDirectory + "../../../../../../../../../../../.." + t.SecretPath)),
        new("read the list of passwords", static _ => File.ReadAllText("/etc/shadow"), NeedsRoot: true),
        new("list the root folder", static _ => Directory.GetFileSystemEntries("/")),
        new("list the folder", static t => Directory.GetFileSystemEntries(t.Folder)),
        new("write a file", static t => File.WriteAllText(t.SecretPath, "changed")),
        new("append to a file", static t => File.AppendAllText(t.SecretPath, "changed")),
        new("make a file", static t => File.WriteAllText(Path.Combine(t.Folder, "made"), "")),
        new("make a file in the temp folder", static _ => File.Delete(Path.GetTempFileName())),
        new("make a file without a name", static t => Close(SystemCall.MakeWithText(257, 56, t.Folder, 1, Here, 0, OpenTemporary, 0x180))),
        new("make a file in shared memory", static _ => { File.WriteAllText("/dev/shm/pi-attack", ""); File.Delete("/dev/shm/pi-attack"); }),
        new("write to the app's folder", static _ => Make(Path.Combine(AppContext.BaseDirectory, "attack.txt")), NeedsRoot: true),
        new("delete a file", static t => { File.Delete(t.SecretPath); File.WriteAllText(t.SecretPath, "secret"); }),
        new("empty a file", static t => SystemCall.MakeWithText(76, 45, t.SecretPath, 0, 0, 0)),
        new("rename a file", static t => { File.Move(t.SecretPath, t.SecretPath + "2"); File.Move(t.SecretPath + "2", t.SecretPath); }),
        new("link to a file", static t => File.CreateSymbolicLink(Path.Combine(t.Folder, Unique()), t.SecretPath)),
        new("hard link of a file", static t => HardLink(t.SecretPath, Path.Combine(t.Folder, Unique()))),
        new("link in the app's folder", static t => Link(t.SecretPath, Path.Combine(AppContext.BaseDirectory, Unique())), NeedsRoot: true),
        new("make a folder", static t => Directory.CreateDirectory(Path.Combine(t.Folder, Unique()))),
        new("make a named pipe", static t => MakeNode(Path.Combine(t.Folder, Unique()), 0x1180, 0)),
        new("make a device of the memory", static t => MakeNode(Path.Combine(t.Folder, Unique()), 0x2180, 0x101), NeedsRoot: true),
        new("change a mode", static t => SystemCall.MakeWithText(268, 53, t.SecretPath, 1, Here, 0, 0x180)),
        new("change a time", static t => File.SetLastWriteTimeUtc(t.SecretPath, DateTime.UnixEpoch)),
        new("change an owner", static t => SystemCall.MakeWithText(260, 54, t.SecretPath, 1, Here, 0, -1, -1)),
        new("write to the kernel's settings", static _ => File.OpenWrite("/proc/sys/kernel/hostname").Dispose(), NeedsRoot: true),
        new("open the magic key of the kernel", static _ => File.OpenWrite("/proc/sysrq-trigger").Dispose(), MayFail: true),
        new("read the kernel's memory", static _ => ReadByte("/proc/kcore"), MayFail: true),
        new("read the kernel's messages", static _ => File.OpenRead("/proc/kmsg").Dispose(), MayFail: true),
        new("open the terminal", static _ => File.OpenWrite("/dev/tty").Dispose(), MayFail: true),
        new("write to its own name in /proc", static _ => File.WriteAllText("/proc/self/comm", "other")),
        new("raise its own standing", static _ => File.WriteAllText("/proc/self/oom_score_adj", "500")),
    ];

    private static string Unique() => "n" + Guid.NewGuid().ToString("N");

    private static void Make(string path)
    {
        File.WriteAllText(path, "");
        File.Delete(path);
    }

    private static void Link(string target, string path)
    {
        File.CreateSymbolicLink(path, target);
        File.Delete(path);
    }

    private static void ReadByte(string path)
    {
        using FileStream stream = File.OpenRead(path);
        stream.ReadByte();
    }

    private static unsafe void HardLink(string target, string path)
    {
        fixed (byte* from = System.Text.Encoding.UTF8.GetBytes(target + '\0'))
        {
            SystemCall.MakeWithText(265, 37, path, 3, Here, (nint)from, Here, 0, 0);
        }
    }

    private static void MakeNode(string path, int mode, int device) => SystemCall.MakeWithText(259, 33, path, 1, Here, 0, mode, device);

    private static void Close(long descriptor) => SystemCall.Make(3, 57, (nint)descriptor);
}

/// <summary>Something hostile.</summary>
/// <param name="Name">For people.</param>
/// <param name="Run">Returns if it came through.</param>
/// <param name="NeedsRoot">Whether it comes through for root alone.</param>
/// <param name="MayFail">Whether it may fail without a sandbox, too, by what the system is like.</param>
/// <param name="IsHarmful">Whether it must not be tried without one.</param>
internal sealed record Attack(string Name, Action<AttackTerms> Run, bool NeedsRoot = false, bool MayFail = false, bool IsHarmful = false);
