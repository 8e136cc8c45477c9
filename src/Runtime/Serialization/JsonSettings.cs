using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ProcessIsolate.Sharing;

namespace ProcessIsolate.Serialization;

/// <summary>How values become JSON for a worker that is no .NET program: the contexts a module names first, then reflection where
/// the app still has all its members.</summary>
internal static class JsonSettings
{
    /// <summary>Deep enough for any limit a pool may set; the lanes enforce theirs.</summary>
    public const int MaxDepth = 1000;

    public static JsonSerializerOptions Create(IReadOnlyList<IJsonTypeInfoResolver> contexts)
    {
        List<IJsonTypeInfoResolver> resolvers = [SharedTypeResolver.Instance, .. contexts];
        if (HasAllMembers)
        {
            resolvers.Add(CreateReflectionResolver());
        }

        return new JsonSerializerOptions
        {
            IncludeFields = true,
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            MaxDepth = MaxDepth,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters = { new StringConverter(), new CharConverter() },
            TypeInfoResolver = JsonTypeInfoResolver.Combine([.. resolvers]),
        };
    }

    // An app that runs on a shared framework was not trimmed, whatever its switches say: `dotnet run app.cs` turns the
    // reflection switch off in anticipation of a later AOT publish, and users still expect their records to cross.
    private static bool HasAllMembers =>
        JsonSerializer.IsReflectionEnabledByDefault || RunsOnSharedFramework;

    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "An empty location means not a shared framework.")]
    private static bool RunsOnSharedFramework =>
        typeof(object).Assembly.Location is { Length: > 0 } coreLibrary
        && !string.Equals(
            System.IO.Path.GetDirectoryName(coreLibrary),
            System.IO.Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory),
            StringComparison.Ordinal);

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Only reached where nothing was trimmed or the app opted in.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Only reached where nothing was trimmed or the app opted in.")]
    private static DefaultJsonTypeInfoResolver CreateReflectionResolver() => new();
}
