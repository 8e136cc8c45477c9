using System;
using System.Collections.Generic;
using System.Reflection;
using System.Threading;

namespace ProcessIsolate.Values;

/// <summary>Finds assemblies of this process by module version.</summary>
internal static class LoadedAssemblies
{
    // Where exceptions and other types of the base library may come from that this process has not used yet. The names are
    // ours; a peer has no say in them.
    private static readonly string[] OfBaseLibrary =
    [
        "System.Collections", "System.Collections.Immutable", "System.Collections.Specialized", "System.ComponentModel.Primitives",
        "System.ComponentModel.TypeConverter", "System.Data.Common", "System.Diagnostics.Process", "System.Formats.Asn1", "System.IO.Compression",
        "System.IO.Pipes", "System.Linq", "System.Net.Http", "System.Net.Mail", "System.Net.Primitives", "System.Net.Requests", "System.Net.Security",
        "System.Net.Sockets", "System.Net.WebSockets", "System.ObjectModel", "System.Private.DataContractSerialization", "System.Private.Uri",
        "System.Private.Xml", "System.Private.Xml.Linq", "System.Runtime.Numerics", "System.Security.Cryptography", "System.Text.Json",
        "System.Text.RegularExpressions", "System.Threading", "System.Transactions.Local",
    ];

    private static Dictionary<Guid, Assembly> known = [];
    private static int looked;
    private static int loaded;

    public static Assembly? Find(Guid version)
    {
        if (Volatile.Read(ref known).TryGetValue(version, out Assembly? assembly))
        {
            return assembly;
        }

        if (Look(version) is { } found)
        {
            return found;
        }

        if (Interlocked.Exchange(ref loaded, 1) == 0)
        {
            foreach (string name in OfBaseLibrary)
            {
                try
                {
#pragma warning disable RS0030 // The base library's own, by names that stand above.
                    Assembly.Load(name);
#pragma warning restore RS0030
                }
                catch (System.IO.IOException)
                {
                    // Left out of a trimmed app: then its types are, too.
                }
            }
        }

        return Look(version);
    }

    private static Assembly? Look(Guid version)
    {
        Assembly[] all = AppDomain.CurrentDomain.GetAssemblies();
        if (all.Length == Volatile.Read(ref looked))
        {
            return Volatile.Read(ref known).GetValueOrDefault(version);
        }

        Dictionary<Guid, Assembly> next = [];
        foreach (Assembly each in all)
        {
            if (!each.IsDynamic)
            {
                next.TryAdd(each.ManifestModule.ModuleVersionId, each);
            }
        }

        Volatile.Write(ref known, next);
        Volatile.Write(ref looked, all.Length);
        return next.GetValueOrDefault(version);
    }
}
