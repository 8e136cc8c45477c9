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
    private readonly Dictionary<int, List<(byte[] Name, RemoteMethod Method)>> byHash = [];

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
        if (byHash.TryGetValue(hash, out List<(byte[] Name, RemoteMethod Method)>? candidates))
        {
            foreach ((byte[] known, RemoteMethod method) in candidates)
            {
                if (name.SequenceEqual(known))
                {
                    (lastName, last) = (known, method);
                    return method;
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

        if (!byHash.TryGetValue(hash, out List<(byte[] Name, RemoteMethod Method)>? candidates))
        {
            byHash.Add(hash, candidates = []);
        }

        candidates.Add((name.ToArray(), method));
        return method;
    }
}
