using System;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace ProcessIsolate.Benchmarks.Peers;

/// <summary>A script in another language that measures one thing, a round whenever it is asked.</summary>
/// <remarks>Its arguments say what to measure. It writes a line when it is ready, takes a number of samples for every line
/// it reads, and answers each with one line: a JSON array of samples. It ends with its input.</remarks>
internal sealed class PeerScript : IDisposable
{
    private readonly Process process;

    private PeerScript(Process process) => this.process = process;

    /// <exception cref="Measuring.MissingPeerException">The interpreter is not installed, or does not know the script's modules.</exception>
    public static PeerScript Start(string interpreter, string script, params string[] arguments)
    {
        ProcessStartInfo startInfo = new(interpreter)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (string argument in arguments.Prepend(Path.Combine(AppContext.BaseDirectory, "peers", script)))
        {
            startInfo.ArgumentList.Add(argument);
        }

        try
        {
            PeerScript peer = new(Process.Start(startInfo)!);
            peer.ReadLine();
            return peer;
        }
        catch (Win32Exception)
        {
            throw new Measuring.MissingPeerException(interpreter + " is not installed");
        }
    }

    public double[] Measure(int count)
    {
        try
        {
            process.StandardInput.WriteLine(count);
            return JsonSerializer.Deserialize<double[]>(ReadLine())!;
        }
        catch (IOException)
        {
            throw new Measuring.MissingPeerException("its script ended early");
        }
    }

    /// <summary>Lets the script stop its own workers; one that does not is killed.</summary>
    public void Dispose()
    {
        const int LimitMilliseconds = 5000;
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already.
        }

        if (!process.WaitForExit(LimitMilliseconds))
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }

    private string ReadLine() =>
        process.StandardOutput.ReadLine() ?? throw new Measuring.MissingPeerException("its script ended early");
}
