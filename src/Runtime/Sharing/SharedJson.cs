using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ProcessIsolate.Calls;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Serialization;

namespace ProcessIsolate.Sharing;

/// <summary>How items that are not plain memory become JSON: by the contexts of all modules, else by reflection where it is enabled.</summary>
internal static class SharedJson
{
    private static (int Modules, JsonSerializerOptions Options)? made;

    private static readonly object Gate = new();

    /// <exception cref="NotSupportedException">Neither a named context nor reflection can carry the type.</exception>
    public static JsonTypeInfo<T> TypeInfo<T>()
    {
        RemoteModule[] modules = ModuleRegistry.Snapshot();
        JsonSerializerOptions options;
        lock (Gate)
        {
            // A module that was loaded later may bring a context for this very type.
            if (made is not { } known || known.Modules != modules.Length)
            {
                List<IJsonTypeInfoResolver> contexts = [];
                foreach (RemoteModule module in modules)
                {
                    contexts.AddRange(module.JsonContexts);
                }

                made = known = (modules.Length, JsonSettings.Create(contexts));
            }

            options = known.Options;
        }

        return (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
    }
}
