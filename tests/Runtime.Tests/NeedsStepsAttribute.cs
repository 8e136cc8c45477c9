using System;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Runtime.Tests;

/// <summary>Skips a test in release builds: the library tells tests how far an operation is in debug builds only.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class NeedsStepsAttribute : ConditionBaseAttribute
{
    public NeedsStepsAttribute()
        : base(ConditionMode.Include) => IgnoreMessage = "The steps of operations on shared memory are told in debug builds only.";

    public override string GroupName => nameof(NeedsStepsAttribute);

#if DEBUG
    public override bool IsConditionMet => true;
#else
    public override bool IsConditionMet => false;
#endif
}
