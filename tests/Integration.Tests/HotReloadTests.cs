using System;
using System.IO;
using System.Reflection;
using System.Reflection.Metadata;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Integration.Tests;

/// <summary>The runtime tells the library of each hot reload, and the library says once that workers do not follow.</summary>
[TestClass]
[DoNotParallelize]
public sealed class HotReloadTests
{
    [TestMethod]
    public void ChangeOfTheHostsCode_IsSaidToStayInTheHost()
    {
        // What the runtime does after it has applied a change.
        Type handler = typeof(ProcessPool).Assembly.GetCustomAttribute<MetadataUpdateHandlerAttribute>()!.HandlerType;
        MethodInfo update = handler.GetMethod("UpdateApplication", BindingFlags.Static | BindingFlags.NonPublic, [typeof(Type[])])!;
        TextWriter before = Console.Error;
        using StringWriter written = new();
        Console.SetError(written);
        try
        {
            update.Invoke(null, [null]);
            update.Invoke(null, [new[] { typeof(HotReloadTests) }]);
        }
        finally
        {
            Console.SetError(before);
        }

        Assert.AreEqual(HotReload.Warning, written.ToString().Trim());
    }
}
