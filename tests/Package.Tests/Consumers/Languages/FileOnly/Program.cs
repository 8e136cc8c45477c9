using System;
using System.IO;
using System.Threading;

Signalling error = new();
Console.SetError(error);
Console.WriteLine(Jobs.Id() == Environment.ProcessId ? "inside" : "outside");
error.Written.Wait(TimeSpan.FromSeconds(20));
Console.WriteLine(error.ToString());

// The warning is written by another thread.
sealed class Signalling : StringWriter
{
    public ManualResetEventSlim Written { get; } = new();

    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        Written.Set();
    }
}
