namespace ProcessIsolate.Benchmarks;

/// <summary>What producers and consumers run.</summary>
internal static class QueueWork
{
    private const int TextLength = 100;

    [RunInProcess]
    public static void PutNumbers(ProcessQueue<int> queue, int count)
    {
        for (int i = 0; i < count; i++)
        {
            queue.Put(i);
        }
    }

    [RunInProcess]
    public static int GetNumbers(ProcessQueue<int> queue, int count)
    {
        int last = 0;
        for (int i = 0; i < count; i++)
        {
            last = queue.Get();
        }

        return last;
    }

    [RunInProcess]
    public static void PutTexts(ProcessQueue<string> queue, int count)
    {
        string text = new('x', TextLength);
        for (int i = 0; i < count; i++)
        {
            queue.Put(text);
        }
    }

    [RunInProcess]
    public static int GetTexts(ProcessQueue<string> queue, int count)
    {
        int length = 0;
        for (int i = 0; i < count; i++)
        {
            length += queue.Get().Length;
        }

        return length;
    }
}
