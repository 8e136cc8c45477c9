using System;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Package.Tests;

/// <summary>Skips a class unless the environment asks for all package tests: building a dozen programs takes minutes, too
/// long for the run after every change.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class FullRunOnlyAttribute : ConditionBaseAttribute
{
    public const string Variable = "PROCESSISOLATE_ALL_PACKAGE_TESTS";

    public FullRunOnlyAttribute()
        : base(ConditionMode.Include) => IgnoreMessage = $"Takes minutes; set {Variable}=1, as .ci/run does, to run it.";

    public override string GroupName => nameof(FullRunOnlyAttribute);

    public override bool IsConditionMet => Environment.GetEnvironmentVariable(Variable) == "1";
}
