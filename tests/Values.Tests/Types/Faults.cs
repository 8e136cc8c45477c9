using System;

namespace ProcessIsolate.Values.Tests.Types;

public sealed class PaymentException(string message) : Exception(message)
{
    public int Code { get; set; }
}

public sealed class RefundException(int order, string why) : Exception($"order {order}: {why}")
{
    public int Order => order;
}

public class CodedException(int code) : InvalidOperationException("code " + code)
{
    public int Code => code;
}

public sealed class DeepException : CodedException
{
    public DeepException(int code, Exception inner)
        : base(code) => Cause = inner;

    public Exception Cause { get; }

    public override string Message => "deep " + base.Message;
}
