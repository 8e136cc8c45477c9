using System;
using System.Collections.Generic;
using System.Runtime.Versioning;

namespace ProcessIsolate.Sandboxing;

/// <summary>Host: compares what a worker says of its sandbox with the plan.</summary>
internal static class SandboxVerdict
{
    private const int MaxDetail = 200;

    /// <summary>Makes the report of a worker.</summary>
    /// <param name="plan">What the worker was started with.</param>
    /// <param name="proof">What it says; null for nothing.</param>
    /// <exception cref="WorkerStartException">It is not held back by what the plan says is in force.</exception>
    public static SandboxReport Judge(SandboxPlan plan, string? proof)
    {
        List<SandboxCheck> checks = OperatingSystem.IsLinux() && plan.Thread is not null ? Read(plan, proof) : [];
        List<string> inForce = [];
        foreach (string guard in SandboxGuards.Of(plan.Rules))
        {
            if (plan.Missing.ContainsKey(guard))
            {
                continue;
            }

            SandboxCheck? failed = checks.Find(check => check.Guard == guard && !check.Passed);
            if (failed is not null)
            {
                throw new WorkerStartException(
                    $"The worker's sandbox is not what it should be: {guard}: {failed.Name}: {failed.Detail}. It was not used.");
            }

            inForce.Add(guard);
        }

        return new SandboxReport(SandboxPlan.Kernel, plan.LandlockAbi, inForce, plan.Describe(), checks);
    }

    /// <summary>Of a pool whose workers have no sandbox, or whose calls run in this process.</summary>
    /// <param name="rules">What was asked for; 0 for nothing.</param>
    public static SandboxReport WithoutSandbox(SandboxRules rules) => new(
        SandboxPlan.Kernel, 0, [], SandboxGuards.Of(rules).ConvertAll(static guard => guard + " (calls run in this process)"), []);

    // Tests that the worker leaves out have failed; what it says beyond them is not read.
    [SupportedOSPlatform("linux")]
    private static List<SandboxCheck> Read(SandboxPlan plan, string? proof)
    {
        string[] lines = (proof ?? "").Split(SandboxProof.Separator, SandboxProof.Expected(plan.Rules).Count + 1);
        List<SandboxCheck> checks = [];
        foreach ((string guard, string name) in SandboxProof.Expected(plan.Rules))
        {
            string[] fields = checks.Count < lines.Length ? lines[checks.Count].Split(SandboxProof.FieldSeparator, 2) : [];
            bool isWhole = fields.Length == 2;
            string detail = isWhole ? fields[1] : "the worker says nothing of it";
            checks.Add(new SandboxCheck(guard, name, isWhole && fields[0] == "1", detail.Length <= MaxDetail ? detail : detail[..MaxDetail]));
        }

        return checks;
    }
}
