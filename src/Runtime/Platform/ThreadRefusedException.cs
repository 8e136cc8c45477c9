using System;

namespace ProcessIsolate.Platform;

/// <summary>The system gave no thread: no memory, or as many as it allows.</summary>
internal sealed class ThreadRefusedException(string name, Exception cause)
    : ProcessIsolateException($"The thread '{name}' could not be started: {cause.Message}", cause);
