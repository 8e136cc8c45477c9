using System.Threading;
using ProcessIsolate.Calls;

namespace ProcessIsolate.CompilerServices;

/// <content>Tokens, of which only that they cannot be cancelled travels.</content>
public sealed partial class ArgumentWriter
{
    private int tokens;

    /// <summary>Which tokens cannot be cancelled, a bit for each.</summary>
    internal int DeadTokens { get; private set; }

    /// <summary>Whether the call can be cancelled otherwise, and so each token.</summary>
    internal bool TokensAreLive { get; set; }

    /// <summary>Notes a token of the method, in order.</summary>
    public void Write(CancellationToken value)
    {
        if (!value.CanBeCanceled && !TokensAreLive)
        {
            DeadTokens |= CallTokens.BitOf(tokens);
        }

        tokens++;
    }

    private void ForgetTokens()
    {
        tokens = 0;
        DeadTokens = 0;
        TokensAreLive = false;
    }
}
