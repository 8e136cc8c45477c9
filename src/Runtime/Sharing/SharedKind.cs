namespace ProcessIsolate.Sharing;

/// <summary>What a shared segment holds.</summary>
internal enum SharedKind
{
    None,
    Queue,
    Pipe,
    Value,
    Array,
    Lock,
    Semaphore,
    Event,
    Condition,
    Barrier,
    Countdown,
}
