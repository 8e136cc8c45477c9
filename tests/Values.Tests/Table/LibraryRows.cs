using System;
using System.Collections.Generic;
using System.Net;

namespace ProcessIsolate.Values.Tests.Table;

/// <summary>Other types of the base library that people send.</summary>
internal static class LibraryRows
{
    public static Row[] Rows =>
    [
        Row.Of<IPAddress>(IPAddress.Loopback, IPAddress.IPv6Loopback, IPAddress.Any, IPAddress.Parse("192.0.2.7"), IPAddress.Parse("fe80::1%3")),
        Row.Of<IPEndPoint>(new IPEndPoint(IPAddress.Parse("192.0.2.7"), 80), new IPEndPoint(IPAddress.IPv6Any, 0)),
        Row.Of<EndPoint>(new DnsEndPoint("example.org", 443)),
        Row.Of(IPNetwork.Parse("192.0.2.0/24")),
        Row.Of<Type>(
            typeof(int), typeof(string), typeof(List<int>), typeof(Dictionary<,>), typeof(int[,]), typeof(Types.Money), typeof(Types.Generation<Types.Colour>),
            typeof(void)),
        Row.Of(HttpStatusCode.NotFound),
        Row.Of<DBNull>(DBNull.Value),
        Row.Make<Progress>(static () => new Progress { Done = 3 }),
    ];

    /// <summary>Derives from a class of the base library.</summary>
    public sealed class Progress : EventArgs
    {
        public int Done { get; init; }
    }
}
