using System;
using System.Buffers.Text;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using Microsoft.Win32.SafeHandles;

namespace ProcessIsolate.Workers;

/// <summary>What the system says of a child process: memory and processor time. Zero where it does not.</summary>
internal readonly record struct ProcessFigures(long MemoryBytes, TimeSpan ProcessorTime)
{
    private const int UserTimeField = 11;
    private const int KernelTimeField = 12;
    private const long TicksPerSecond = 100;

    /// <summary>Asks. A number may belong to another process once ours has ended, so that is looked at afterwards.</summary>
    public static ProcessFigures Of(ChildProcess child)
    {
        ProcessFigures figures = OperatingSystem.IsLinux() ? new ProcessFigures(LinuxMemory(child.Id), LinuxTime(child.Id)) : Managed(child.Id);
        return child.Ended.IsCompleted ? default : figures;
    }

    /// <summary>Resident memory alone.</summary>
    public static long MemoryOf(ChildProcess child)
    {
        long bytes = OperatingSystem.IsLinux() ? LinuxMemory(child.Id) : Managed(child.Id).MemoryBytes;
        return child.Ended.IsCompleted ? 0 : bytes;
    }

    // Asked between the calls of a pool with a limit: no text is made of it.
    private static long LinuxMemory(int processId)
    {
        Span<byte> line = stackalloc byte[128];
        try
        {
            using SafeFileHandle file = File.OpenHandle(PathOf(processId, "statm"));
            line = line[..RandomAccess.Read(file, line, 0)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return 0;
        }

        // Pages in all, then the resident ones.
        int second = line.IndexOf((byte)' ') + 1;
        return second > 0 && Utf8Parser.TryParse(line[second..], out long pages, out _) ? pages * Environment.SystemPageSize : 0;
    }

    // "pid (name) state parent ...": the name may hold anything, so what follows its last bracket counts.
    private static TimeSpan LinuxTime(int processId)
    {
        string text = Read(processId, "stat");
        string[] fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > KernelTimeField
            && long.TryParse(fields[UserTimeField], NumberStyles.None, CultureInfo.InvariantCulture, out long user)
            && long.TryParse(fields[KernelTimeField], NumberStyles.None, CultureInfo.InvariantCulture, out long kernel)
            ? TimeSpan.FromTicks((user + kernel) * (TimeSpan.TicksPerSecond / TicksPerSecond)) : TimeSpan.Zero;
    }

    private static string Read(int processId, string name)
    {
        try
        {
            return File.ReadAllText(PathOf(processId, name));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string PathOf(int processId, string name) => string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/{name}");

    private static ProcessFigures Managed(int processId)
    {
        try
        {
            using Process process = Process.GetProcessById(processId);
            return new ProcessFigures(process.WorkingSet64, process.TotalProcessorTime);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception or NotSupportedException)
        {
            return default;
        }
    }
}
