using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Values.Tests.Describing;
using ProcessIsolate.Values.Tests.Engine;
using ProcessIsolate.Values.Tests.Table;
using ProcessIsolate.Values.Tests.Types;

namespace ProcessIsolate.Values.Tests.Isolated;

/// <summary>What a method throws arrives as what it is, with all it carries.</summary>
[TestClass]
public sealed class ThrownTests
{
    private static IEnumerable<object[]> Types => ExceptionRows.Rows.Select(static row => new object[] { row.Name });

    [TestMethod]
    [DynamicData(nameof(Types))]
    public void Thrown_IsAsInProcess(string type)
    {
        Findings findings = new();
        ExceptionRows.Rows.Single(row => row.Name == type).Accept(new Throwing(findings));
        findings.AssertNone();
    }

    [TestMethod]
    public void Filter_SeesOwnProperties()
    {
        int caught = 0;
        try
        {
            ThrownWork.Charge(7);
        }
        catch (PaymentException exception) when (exception.Code == 7)
        {
            caught = exception.Code;
        }

        Assert.AreEqual(7, caught);
    }

    [TestMethod]
    public void RemoteStack_IsKept()
    {
        PaymentException exception = Assert.ThrowsExactly<PaymentException>(static () => ThrownWork.Charge(1));
        StringAssert.Contains(exception.StackTrace, nameof(ThrownWork.Charge));
    }

    private sealed class Throwing(Findings findings) : IRowVisitor
    {
        public void Visit<T>(Row<T> row)
        {
            for (int i = 0; i < row.Count; i++)
            {
                int index = i;
                findings.Case($"value {i}", () => Findings.AssertSame(
                    Describer.Describe(Caught(() => Delegate((Exception)(object)row.Value(index)!))),
                    Describer.Describe(Caught(() => ThrownWork.Throw((Exception)(object)row.Value(index)!))),
                    "what was caught"));
            }

            // Through a delegate a method runs in process.
            static void Delegate(Exception exception) => ((Action<Exception>)ThrownWork.Throw)(exception);
        }

        private static Exception Caught(Action action)
        {
            try
            {
                action();
            }
            catch (Exception exception)
            {
                return exception;
            }

            throw new AssertFailedException("nothing was thrown");
        }
    }
}

internal static class ThrownWork
{
    [RunInProcess]
    public static void Throw(Exception exception) => throw exception;

    [RunInProcess]
    public static void Charge(int code) => throw new PaymentException("declined") { Code = code };
}
