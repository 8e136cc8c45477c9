using System;
using System.Threading;
using ProcessIsolate.Synchronization;

namespace ProcessIsolate;

public sealed partial class ProcessLock
{
    /// <summary>A lock that is held; disposing gives it back.</summary>
    public ref struct Scope
    {
        private readonly int hold;
        private LockCore? core;

        internal Scope(LockCore core, bool wasAbandoned)
        {
            this.core = core;
            hold = core.Hold;
            WasAbandoned = wasAbandoned;
        }

        /// <summary>Whether the holder before ended without giving the lock back: what it guards may be half changed.</summary>
        public bool WasAbandoned { get; }

        /// <summary>Gives the lock back. A second time does nothing.</summary>
        public void Dispose()
        {
            LockCore? held = core;
            core = null;
            held?.ExitScope(hold);
        }
    }

    /// <summary>A lock that was taken asynchronously and is held; disposing gives it back, on whichever thread.</summary>
    public sealed class AsyncScope : IDisposable
    {
        private readonly int hold;
        private LockCore? core;

        internal AsyncScope(LockCore core, bool wasAbandoned)
        {
            this.core = core;
            hold = core.Hold;
            WasAbandoned = wasAbandoned;
        }

        /// <inheritdoc cref="Scope.WasAbandoned"/>
        public bool WasAbandoned { get; }

        /// <summary>Gives the lock back. A second time does nothing.</summary>
        public void Dispose() => Interlocked.Exchange(ref core, null)?.ExitScope(hold);
    }
}
