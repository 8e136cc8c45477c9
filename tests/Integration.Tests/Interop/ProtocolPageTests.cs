using System.ComponentModel;
using System.Diagnostics;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Interop;

/// <summary>docs/protocol.md shows a conversation byte for byte; a worker must still hold it.</summary>
[TestClass]
public sealed class ProtocolPageTests
{
    [TestMethod]
    public void TheConversationShown_IsTheOneAWorkerHolds()
    {
        ProcessStartInfo start = new("python3", [Place("ExchangeScript"), Place("Quickstart"), "--check", Place("ProtocolPage")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process? script = Start(start);
        if (script is null)
        {
            Assert.Inconclusive("'python3' is not installed.");
        }

        Task<string> output = script.StandardOutput.ReadToEndAsync();
        Task<string> errors = script.StandardError.ReadToEndAsync();
        try
        {
            string said = Eventually.Result(output, "the script ends") + Eventually.Result(errors, "the script ends");
            script.WaitForExit();
            Assert.AreEqual(0, script.ExitCode, said);
        }
        finally
        {
            if (!script.HasExited)
            {
                script.Kill(entireProcessTree: true);
            }
        }
    }

    private static Process? Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static string Place(string key) => typeof(ProtocolPageTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value!;
}
