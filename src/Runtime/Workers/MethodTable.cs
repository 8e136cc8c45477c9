using System;
using System.Collections.Generic;
using System.Text;
using ProcessIsolate.Calls;
using ProcessIsolate.CompilerServices;

namespace ProcessIsolate.Workers;

/// <summary>Finds a contract by its name on the wire without making a string of it.</summary>
/// <remarks>Owned by the worker's main thread. Only modules the host introduced are searched.</remarks>
internal sealed class MethodTable
{
    private readonly HashSet<RemoteModule> modules = [];
    private readonly Dictionary<int, List<Named>> byHash = [];

    private byte[] lastName = [];
    private RemoteMethod? last;

    public void Allow(RemoteModule module) => modules.Add(module);

    public bool Allows(RemoteModule module) => modules.Contains(module);

    public IEnumerable<RemoteModule> Modules => modules;

    public RemoteMethod? Find(ReadOnlySpan<byte> name)
    {
        if (last is not null && name.SequenceEqual(lastName))
        {
            return last;
        }

        HashCode hashing = default;
        hashing.AddBytes(name);
        int hash = hashing.ToHashCode();
        if (byHash.TryGetValue(hash, out List<Named>? candidates))
        {
            foreach (Named candidate in candidates)
            {
                if (name.SequenceEqual(candidate.Name))
                {
                    lastName = candidate.Name;
                    last = candidate.Method;
                    return candidate.Method;
                }
            }
        }

        return Search(name, hash);
    }

    private RemoteMethod? Search(ReadOnlySpan<byte> name, int hash)
    {
        string text = Encoding.UTF8.GetString(name);
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || ModuleRegistry.Find(text[..slash]) is not { } module || !modules.Contains(module)
            || module.Find(text[(slash + 1)..]) is not { } method)
        {
            return null;
        }

        if (!byHash.TryGetValue(hash, out List<Named>? candidates))
        {
            byHash.Add(hash, candidates = []);
        }

        candidates.Add(new Named(name.ToArray(), method));
        return method;
    }

    // A class: lists of structs of the library's own are compiled anew in each process.
    private sealed record Named(byte[] Name, RemoteMethod Method);
}
