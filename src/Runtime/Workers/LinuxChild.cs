using System;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using ProcessIsolate.Platform;

namespace ProcessIsolate.Workers;

/// <summary>A child on Linux: started by <c>posix_spawn</c>, bound to the host by a life line, reaped by <see cref="ChildWatcher"/> alone.</summary>
/// <remarks>
/// A process's number, and its group's, belong to it until it is reaped. So signals go to the child's own descriptor, or to the group that
/// the life line names, or to the number between the moment the child has ended and the moment it is reaped; never to a number otherwise.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class LinuxChild : ChildProcess
{
    private const int LastWords = 1024 * 1024;

    // Held for a few system calls that do not wait. Ends with the reaping: afterwards nothing is signalled.
    private readonly object gate = new();
    private readonly SafeFileHandle handle;
    private readonly SafeFileHandle errors;
    private readonly SafeFileHandle? output;
    private readonly ChildOutput? taker;
    private readonly LinuxLifeLine line;
    private readonly bool keepsDescendants;

    // The watcher's: the descriptor says that the process has ended and the system still keeps its end to itself, as with a debugger.
    private bool endsLate;
    private ChildStatus status;
    private bool leadsGroup;
    private bool isBound;
    private bool reaped;

    public LinuxChild(int id, SafeFileHandle handle, ChildPipes pipes, LinuxLifeLine line, ChildCommand command)
        : base(id)
    {
        this.handle = handle;
        errors = pipes.Errors.Reader;
        output = pipes.Output?.Reader;
        taker = command.Output;
        this.line = line;
        keepsDescendants = command.Descendants == DescendantPolicy.LiveOn;
        Bind();
    }

    /// <summary>Readable once the process has ended; -1 where the system has no such descriptor.</summary>
    public int EndDescriptor => handle.IsInvalid || endsLate ? -1 : (int)handle.DangerousGetHandle();

    /// <summary>What the process writes to stderr; -1 once that is closed.</summary>
    public int ErrorDescriptor => errors.IsClosed ? -1 : (int)errors.DangerousGetHandle();

    /// <summary>The same for stdout, where it is read at all.</summary>
    public int OutputDescriptor => output is null or { IsClosed: true } ? -1 : (int)output.DangerousGetHandle();

    /// <summary>Whether what it writes goes elsewhere than to this process's own, which says when it has room again.</summary>
    public bool IsTaken => taker is not null;

    /// <summary>Whether what it writes cannot be brought on: it waits, as a program does whose output is not read.</summary>
    public bool IsFull => taker?.IsFull ?? ErrorForwarder.Shared.IsFull;

    public override void Kill()
    {
        lock (gate)
        {
            if (reaped)
            {
                return;
            }

            if (!keepsDescendants)
            {
                KillGroup();
            }

            LinuxChildren.Kill(handle, Id);
        }
    }

    public override void OnConnected()
    {
        lock (gate)
        {
            if (!reaped && !leadsGroup)
            {
                Bind();
            }
        }
    }

    /// <summary>Reads what the process wrote to stderr.</summary>
    /// <returns>Whether anything was there.</returns>
    public bool ReadErrors(Span<byte> buffer)
    {
        if (errors.IsClosed)
        {
            return false;
        }

        int count = LinuxFiles.Read(errors, buffer);
        if (count > 0)
        {
            StandardError.Keep(buffer[..count]);
            if (taker is null)
            {
                ErrorForwarder.Shared.Add(buffer[..count]);
            }
            else
            {
                taker.Add(Id, isError: true, buffer[..count]);
            }
        }
        else if (count == 0)
        {
            errors.Dispose();
        }

        return count > 0;
    }

    /// <summary>Reads what the process wrote to stdout, if that is taken.</summary>
    /// <returns>Whether anything was there.</returns>
    public bool ReadOutput(Span<byte> buffer)
    {
        if (output is null or { IsClosed: true })
        {
            return false;
        }

        int count = LinuxFiles.Read(output, buffer);
        if (count > 0)
        {
            taker!.Add(Id, isError: false, buffer[..count]);
        }
        else if (count == 0)
        {
            output.Dispose();
        }

        return count > 0;
    }

    /// <summary>Sees to the end of the process, if it has ended.</summary>
    /// <param name="buffer">For what it wrote last.</param>
    /// <returns>Whether it has.</returns>
    public bool TryFinish(Span<byte> buffer)
    {
        if (!reaped)
        {
            if (!TryReap(buffer, out ChildEnd end))
            {
                return false;
            }

            status = new ChildStatus(end.Code ?? 128 + end.Signal, end.Signal);
        }

        End(status);
        return true;
    }

    /// <summary>Its descriptor says that it has ended, and the system says that it has not.</summary>
    public void EndsLate() => endsLate = true;

    /// <summary>Lets go of what the process writes: it cannot be kept. Without it, seeing to its end is a matter of system calls.</summary>
    public void GiveUpErrors()
    {
        errors.Dispose();
        output?.Dispose();
        StandardError.Complete();
    }

    private bool TryReap(Span<byte> buffer, out ChildEnd end)
    {
        ChildState state = LinuxChildren.Look(handle, Id, out end);
        if (state == ChildState.Running)
        {
            return false;
        }

        if (state == ChildState.Ended && leadsGroup && !keepsDescendants)
        {
            LinuxChildren.KillGroupOfEnded(Id);
        }

        // What escaped, or is to live on, may hold the pipe open for ever: what is there now is all.
        for (int left = LastWords; left > 0 && ReadOutput(buffer); left -= buffer.Length)
        {
        }

        for (int left = LastWords; left > 0 && ReadErrors(buffer); left -= buffer.Length)
        {
        }

        taker?.End(Id, isError: false);
        taker?.End(Id, isError: true);
        StandardError.Complete();
        lock (gate)
        {
            reaped = true;
            if (state == ChildState.Ended)
            {
                _ = LinuxChildren.Reap(handle, Id, out _);
            }

            Release();
        }

        return true;
    }

    // Called with the lock held, or before another thread has the child. A nested worker cannot lead a group before its own code has run:
    // until then the line is bound to itself alone, and it starts nothing.
    private void Bind()
    {
        leadsGroup = LinuxChildren.LeadsGroup(Id);
        isBound = line.Bind(leadsGroup && !keepsDescendants ? -Id : Id);
    }

    // Called with the lock held.
    private void KillGroup()
    {
        if (isBound)
        {
            line.Cut();
        }
        else if (leadsGroup && LinuxChildren.Look(handle, Id, out _) != ChildState.Lost)
        {
            LinuxChildren.KillGroupOfEnded(Id);
        }
    }

    private void Release()
    {
        line.Dispose();
        handle.Dispose();
        errors.Dispose();
        output?.Dispose();
    }
}
