using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Calls;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Sandboxing;
using ProcessIsolate.Workers;

namespace ProcessIsolate;

public sealed partial class ProcessPool
{
    // Guarded by itself. Pools of the same options for methods that are marked with a profile, made with the first call of one.
    private readonly Dictionary<SandboxProfile, ProcessPool> sandboxed = [];

    /// <summary>What holds the pool's workers back: a worker is started if there is none, and says what the kernel refused it at its start.</summary>
    /// <param name="cancellationToken">Ends the wait for a worker.</param>
    /// <returns>What is in force and what is missing. Nothing of both where <see cref="ProcessPoolOptions.Sandbox"/> is null.</returns>
    /// <remarks>Of the pool's own workers. Methods marked with a profile that these do not cover have workers of their own.</remarks>
    /// <exception cref="WorkerStartException">A worker could not be started: among other reasons, something required is missing.</exception>
    /// <exception cref="BrokenPoolException">The pool cannot start workers.</exception>
    /// <exception cref="ObjectDisposedException">The pool is closed or disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the pool terminated.</exception>
    public async Task<SandboxReport> CheckSandboxAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (runsInline || Isolation.RunsInline || dispatcher.Options.Sandbox is null)
        {
            return SandboxVerdict.WithoutSandbox(dispatcher.Options.Sandbox?.Rules ?? 0);
        }

        QueueTerms terms = new(dispatcher.Options.QueueTimeout, 0, 0, null);
        return await BlockingThreadPool.Shared.RunAsync(() =>
        {
            WorkerProcess worker = dispatcher.Workers.Blocking.Lease("A check of the sandbox", terms, cancellationToken);
            try
            {
                return worker.Sandbox ?? SandboxVerdict.WithoutSandbox(0);
            }
            finally
            {
                dispatcher.Workers.Return(worker);
            }
        }).ConfigureAwait(false);
    }

    /// <summary>The pool for a method that is marked with a profile: this one where its workers are held back as much.</summary>
    /// <exception cref="InvalidOperationException">This is a lease of a worker that is not.</exception>
    private ProcessPool ForProfile(SandboxProfile profile)
    {
        if (SandboxOptions.Covers(dispatcher.Options.Sandbox, profile))
        {
            return this;
        }

        if (dispatcher.Workers.Parent is not null)
        {
            throw new InvalidOperationException(
                $"The method asks for the sandbox '{profile}', and the leased worker has none that holds back as much. Lease one of a pool with such a sandbox.");
        }

        lock (sandboxed)
        {
            if (!sandboxed.TryGetValue(profile, out ProcessPool? pool))
            {
                // A closed pool says so itself.
                if (dispatcher.Workers.Lifetime.IsClosed)
                {
                    return this;
                }

                pool = new ProcessPool(SandboxOptions.Narrowed(dispatcher.Options, profile), Name + "/" + profile);
                sandboxed.Add(profile, pool);
            }

            return pool;
        }
    }

    // In a worker calls run where they are made. One that asks for a sandbox must not run without.
    private static void RequireSandboxHere(RemoteMethodOptions options)
    {
        if (WorkerIdentity.Current is { } worker && !worker.Sandbox.Include(SandboxOptions.RulesOf(options.Sandbox)))
        {
            throw new InvalidOperationException(
                $"A method that asks for the sandbox '{options.Sandbox}' was called in a worker that has none that holds back as much. Call it in the host, or mark the calling method alike.");
        }
    }

    private List<ProcessPool> SandboxedPools()
    {
        lock (sandboxed)
        {
            return [.. sandboxed.Values];
        }
    }

    private void Forget()
    {
        LivePools.Remove(this);
        SandboxedPools().ForEach(LivePools.Remove);
    }

    private Task Drained
    {
        get
        {
            List<ProcessPool> pools = SandboxedPools();
            Task own = dispatcher.Workers.Lifetime.Drained;
            return pools.Count == 0 ? own : Task.WhenAll([own, .. pools.ConvertAll(static pool => pool.dispatcher.Workers.Lifetime.Drained)]);
        }
    }
}
