using System.Collections;
using System.Collections.Generic;

namespace ProcessIsolate.Values;

/// <summary>Whether a result of a declared type may be a lazy sequence.</summary>
internal static class LazyResult<T>
{
    // A constant once the code is compiled: results of other types cost nothing.
    public static readonly bool IsPossible = typeof(T) == typeof(IEnumerable)
        || (typeof(T).IsGenericType && typeof(T).GetGenericTypeDefinition() == typeof(IEnumerable<>));
}
