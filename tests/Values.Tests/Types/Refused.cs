using System;

namespace ProcessIsolate.Values.Tests.Types;

/// <summary>Owns something that must be given back once.</summary>
public sealed class Finalized
{
    ~Finalized() => GC.KeepAlive(this);
}

/// <summary>Has an address in it.</summary>
public sealed unsafe class Pointing(nint address)
{
    private readonly void* at = (void*)address;

    public bool IsSet => at != null;
}
