using System;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Reflection;
using System.Security.Claims;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Values.Tests.Types;

namespace ProcessIsolate.Values.Tests.Table;

/// <summary>What the sender refuses, with the reason that the documentation gives.</summary>
internal static class RefusedRows
{
    private const string Delegates = "a delegate is code with the objects it captured";
    private const string Handles = "its state is outside of memory: a handle, a file, a process";
    private const string Addresses = "an address or handle means nothing in another process";
    private const string NotInTable = "a class of the base library that keeps to itself what it is made of, and is not in the codec's table";
    private const string Running = "it is tied to a thread or to something that still runs";

    public static Row[] Rows =>
    [
        Row.Refused<Action>(Delegates, static () => static () => { }),
        Row.Refused<Func<int, int>>(Delegates, static () => static x => x),
        Row.Refused<WithHook>(Delegates, static () => new WithHook { Hook = static x => x + 1 }),
        Row.Refused<Bell>(Delegates, static () => Rung()),
        Row.Refused<Stream>(Handles, static () => new MemoryStream()),
        Row.Refused<StringReader>(Handles, static () => new StringReader("a")),
        Row.Refused<WaitHandle>(Handles, static () => new ManualResetEvent(false)),
        Row.Refused<Thread>(Running, static () => new Thread(static () => { })),
        Row.Refused<Task>(Running, static () => Task.CompletedTask),
        Row.Refused<Task<int>>(Running, static () => Task.FromResult(1)),
        Row.Refused<SemaphoreSlim>(Running, static () => new SemaphoreSlim(1)),
        Row.Refused<CancellationTokenSource>(Running, static () => new CancellationTokenSource()),
        Row.Refused<ThreadLocal<int>>(Running, static () => new ThreadLocal<int>()),
        Row.Refused<WeakReference<string>>(Handles, static () => new WeakReference<string>("a")),
        Row.Refused<MethodInfo>("code", static () => typeof(string).GetMethod("Trim", [])!),
        Row.Refused<Assembly>("code", static () => typeof(string).Assembly),
        Row.Refused<IEnumerator<int>>("it stands within a collection", static () => new List<int> { 1 }.GetEnumerator()),
        Row.Refused<IQueryable<int>>(Delegates, static () => new[] { 1 }.AsQueryable()),
        Row.Refused<Finalized>("a finalizer would run twice", static () => new Finalized()),
        Row.Refused<HttpMethod>(NotInTable, static () => HttpMethod.Get),
        Row.Refused<AssemblyName>(NotInTable, static () => new AssemblyName("A, Version=1.2.3.4, Culture=neutral")),
        Row.Refused<Cookie>(NotInTable, static () => new Cookie("a", "b", "/", "example.org")),
        Row.Refused<Claim>(NotInTable, static () => new Claim("type", "value")),
        Row.Refused<WebHeaderCollection>(NotInTable, static () => new WebHeaderCollection { { "A", "1" } }),
        Row.Refused<NetworkCredential>(NotInTable, static () => new NetworkCredential("user", "word", "domain")),
        Row.Refused<ListDictionary>(NotInTable, static () => new ListDictionary { ["a"] = 1, ["b"] = null }),
        Row.Refused<HybridDictionary>(NotInTable, static () => new HybridDictionary { ["a"] = 1 }),
        Row.Refused<OrderedDictionary>(NotInTable, static () => new OrderedDictionary { ["b"] = 1 }),
        Row.Refused<ILookup<int, string>>(NotInTable, static () => new[] { "a", "bb" }.ToLookup(static text => text.Length)),
        Row.Refused<nint>(Addresses, static () => 1),
        Row.Refused<nuint>(Addresses, static () => 1),
        Row.Refused<Pointing>(Addresses, static () => new Pointing(1)),
    ];

    private static Bell Rung()
    {
        Bell bell = new();
        bell.Rung += static (_, _) => { };
        return bell;
    }
}
