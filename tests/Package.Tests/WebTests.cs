using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net.Http;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Package.Tests;

[TestClass]
[FullRunOnly]
public sealed class WebTests
{
    private const string Listening = "Now listening on: ";

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Endpoint_CallsWorkersThatHaveTheWebFramework()
    {
        Consumer web = Consumer.Copy("Web").Build();
        using Process process = Commands.Start(
            web.Folder, Path.Combine(web.Output(), "Web"), [], new Dictionary<string, string?>());
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.CancellationToken);
        try
        {
            string address = await ReadAddress(process, TestContext.CancellationToken);
            Task<string> rest = process.StandardOutput.ReadToEndAsync(TestContext.CancellationToken);
            using HttpClient client = new();
            string report = await client.GetStringAsync(new Uri(address + "/report"), TestContext.CancellationToken);
            Report.AssertElsewhere(report, report);

            Commands.Run("/", "/bin/kill", "-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
            await process.WaitForExitAsync(TestContext.CancellationToken);
            Assert.AreEqual(0, process.ExitCode, await rest + await error);
            Report.AssertNoSurvivor(report);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static async Task<string> ReadAddress(Process process, System.Threading.CancellationToken token)
    {
        while (await process.StandardOutput.ReadLineAsync(token) is { } line)
        {
            if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var start)
            {
                return line[(start + Listening.Length)..].Trim();
            }
        }

        throw new InvalidOperationException("The web app ended: " + await process.StandardError.ReadToEndAsync(token));
    }
}
