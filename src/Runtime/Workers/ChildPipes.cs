using System;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using ProcessIsolate.Platform;

namespace ProcessIsolate.Workers;

/// <summary>The pipes through which a child on Linux writes: stderr always, stdout where something takes it.</summary>
[SupportedOSPlatform("linux")]
internal sealed class ChildPipes : IDisposable
{
    private bool keepsReaders;

    private ChildPipes((SafeFileHandle Reader, SafeFileHandle Writer) errors) => Errors = errors;

    public (SafeFileHandle Reader, SafeFileHandle Writer) Errors { get; }

    public (SafeFileHandle Reader, SafeFileHandle Writer)? Output { get; private set; }

    /// <summary>What the child gets: null for this process's own stdout, an invalid one for none.</summary>
    public SafeFileHandle? StandardOutput { get; private set; }

    /// <exception cref="System.IO.IOException">This process has no descriptors left.</exception>
    public static ChildPipes For(ChildOutput? taker)
    {
        ChildPipes pipes = new(LinuxFiles.MakePipe());
        try
        {
            if (taker is { TakesStandardOutput: true })
            {
                (SafeFileHandle reader, SafeFileHandle writer) = LinuxFiles.MakePipe();
                pipes.Output = (reader, writer);
                // It may stand where the child's stderr goes first.
                pipes.Output = (reader, LinuxFiles.AboveStandard(writer));
                pipes.StandardOutput = pipes.Output.Value.Writer;
            }
            else if (taker is not null)
            {
                pipes.StandardOutput = new SafeFileHandle(-1, ownsHandle: false);
            }

            return pipes;
        }
        catch (Exception)
        {
            pipes.Dispose();
            throw;
        }
    }

    /// <summary>The read ends belong to the child's watcher from here on.</summary>
    public void KeepReaders() => keepsReaders = true;

    public void Dispose()
    {
        Errors.Writer.Dispose();
        Output?.Writer.Dispose();
        if (!keepsReaders)
        {
            Errors.Reader.Dispose();
            Output?.Reader.Dispose();
        }
    }
}
