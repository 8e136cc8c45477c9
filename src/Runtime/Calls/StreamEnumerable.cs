using System;
using System.Collections.Generic;
using System.Threading;

namespace ProcessIsolate.Calls;

/// <summary>Begins anew with each enumeration.</summary>
internal sealed class StreamEnumerable<T>(Func<CancellationToken, IAsyncEnumerator<T>> begin) : IAsyncEnumerable<T>
{
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) => begin(cancellationToken);
}
