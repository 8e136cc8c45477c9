using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace ProcessIsolate;

/// <summary>One test that a sandboxed worker made of itself before any code of the user's ran in it.</summary>
/// <param name="Guard">What the test is about: one of <see cref="SandboxReport.InForce"/> or, if it failed, of what is missing.</param>
/// <param name="Name">What was tried, and on which thread.</param>
/// <param name="Passed">Whether the kernel refused.</param>
/// <param name="Detail">What the kernel said.</param>
public sealed record SandboxCheck(string Guard, string Name, bool Passed, string Detail);

/// <summary>What holds a pool's workers back, as <see cref="ProcessPool.CheckSandboxAsync"/> found it.</summary>
public sealed class SandboxReport
{
    internal SandboxReport(string kernel, int landlockAbi, IReadOnlyList<string> inForce, IReadOnlyList<string> missing, IReadOnlyList<SandboxCheck> checks)
    {
        Kernel = kernel;
        LandlockAbi = landlockAbi;
        InForce = inForce;
        Missing = missing;
        Checks = checks;
    }

    /// <summary>The system and its version.</summary>
    public string Kernel { get; }

    /// <summary>The version of Linux's interface for restricting files; 0 where there is none.</summary>
    public int LandlockAbi { get; }

    /// <summary>What is held back: of <c>privileges</c>, <c>kernel</c>, <c>processes</c>, <c>file reads</c>, <c>file writes</c>, <c>network</c>,
    /// <c>programs</c> and <c>descendants</c> those that the options ask for and the worker has proven.</summary>
    public IReadOnlyList<string> InForce { get; }

    /// <summary>What the options ask for and the system does not enforce, each with the reason.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>The tests that the worker made.</summary>
    public IReadOnlyList<SandboxCheck> Checks { get; }

    /// <summary>A few lines for people.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Kernel}, Landlock ABI {LandlockAbi}");
        text.AppendLine("In force: " + (InForce.Count == 0 ? "nothing" : string.Join(", ", InForce)));
        text.Append("Missing: " + (Missing.Count == 0 ? "nothing" : string.Join("; ", Missing)));
        foreach (SandboxCheck check in Checks)
        {
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"  {(check.Passed ? "ok    " : "FAILED")} {check.Guard}: {check.Name}: {check.Detail}");
        }

        return text.ToString();
    }
}
