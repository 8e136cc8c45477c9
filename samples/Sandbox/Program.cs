using System;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ProcessIsolate;
using Sandbox;
using Spectre.Console;

const string Text = "to be or not to be";

using TcpListener listener = new(IPAddress.Loopback, 0);
listener.Start();

// Each plugin gets a process that none has used before; the next one starts meanwhile.
using ProcessPool pool = new(new ProcessPoolOptions
{
    Name = "plugins",
    MaxWorkers = 2,
    SpareWorkers = 1,
    MaxCallsPerWorker = 1,
    Output = WorkerOutput.Discard,
    Limits = { MemoryBytes = 300L << 20, CoreDumps = false },
    Sandbox = SandboxOptions.For(SandboxProfile.Restricted),
});
SandboxReport report;
try
{
    report = await pool.CheckSandboxAsync();
}
catch (WorkerStartException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

Console.WriteLine(report);
Table table = new Table().AddColumns("plugin", "tries", "outcome");
int port = ((IPEndPoint)listener.LocalEndpoint).Port;
foreach (Plugin plugin in Plugin.All(Environment.ProcessId, port))
{
    table.AddRow(Markup.Escape(plugin.Name), Markup.Escape(plugin.Tries), Markup.Escape(Run(PluginCompiler.Compile(plugin))));
}

AnsiConsole.Write(table);
Console.WriteLine("This program lives, and the next call works: " + Run(PluginCompiler.Compile(Plugin.All(0, 0)[0])));
return 0;

string Run(byte[] assembly)
{
    try
    {
        using (pool.Use())
        {
            return PluginHost.Run(assembly, Text);
        }
    }
    catch (WorkerCrashedException exception)
    {
        return string.Create(CultureInfo.InvariantCulture, $"its process is gone: {exception.Reason}");
    }
    catch (CallTimeoutException)
    {
        return "took longer than it may, and was killed";
    }
    catch (Exception exception)
    {
        return "refused: " + exception.Message;
    }
}
