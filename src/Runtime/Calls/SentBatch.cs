namespace ProcessIsolate.Calls;

/// <summary>A batch on its way: consecutive items, with consecutive ids, and how many have an outcome.</summary>
internal struct SentBatch
{
    public long FirstId;
    public int Start;
    public int Count;
    public int Done;

    public readonly int NextItem => Start + Done;

    public readonly long NextId => FirstId + Done;
}
