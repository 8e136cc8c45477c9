using System;
using System.IO;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Package.Tests;

/// <summary>Apps whose workers are the app itself, started again. Methods there run on threads of their own too.</summary>
/// <remarks>Warnings of trimming are errors here: a user's build must stay as clean as it was.</remarks>
[TestClass]
[FullRunOnly]
public sealed class PublishTests
{
    [TestMethod]
    [DataRow("--self-contained", DisplayName = "self-contained")]
    [DataRow("--self-contained -p:PublishSingleFile=true", DisplayName = "self-contained, single file")]
    [DataRow("--no-self-contained -p:PublishSingleFile=true", DisplayName = "single file on the installed runtime")]
    [DataRow("--self-contained -p:PublishTrimmed=true -p:TreatWarningsAsErrors=true", DisplayName = "trimmed")]
    [DataRow("-p:PublishAot=true -p:TreatWarningsAsErrors=true", DisplayName = "Native AOT")]
    public void PublishedApp_StartsItselfAsWorker(string options)
    {
        Consumer app = Consumer.Copy("Published");
        string target = Path.Combine(app.Folder, "published app");
        Outcome published = Commands.Dotnet(
            app.Folder, ["publish", "-v", "minimal", "--nologo", "-r", "linux-x64", "-o", target, .. options.Split(' ')]);
        Assert.AreEqual(0, published.ExitCode, published.All);
        Outcome outcome = Commands.Run("/", Path.Combine(target, "Published"));
        Report.AssertIsolated(outcome);
        Assert.Contains("sum=20", outcome.Output);
        Assert.Contains("later=7", outcome.Output);
        Assert.Contains("queued=5050", outcome.Output);
        Assert.Contains("piped=sum 5050", outcome.Output);
        Assert.Contains("point=5050", outcome.Output);
        Assert.Contains("total=5050", outcome.Output);
        Assert.Contains("made=42", outcome.Output);
        Assert.Contains("values=same", outcome.Output);
        bool isAhead = options.Contains("PublishAot", StringComparison.Ordinal);
        Assert.MatchesRegex(isAhead ? "anonymous=.*the build did not keep the fields of" : "anonymous=.*Number = 3", outcome.Output);
        Assert.MatchesRegex(isAhead ? "unseen=.*RunInProcessKnownType\\(typeof\\(SortedSet<Int64>\\)\\)" : "unseen=System.Collections.Generic.SortedSet", outcome.Output);
    }
}
