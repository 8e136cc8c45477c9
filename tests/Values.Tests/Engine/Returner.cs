namespace ProcessIsolate.Values.Tests.Engine;

/// <summary>The four ways of an argument that is given back, in one process.</summary>
internal static class Returner
{
    public static SentObjects Send<T>(T value, out byte[] block)
    {
        GraphWriter writer = new();
        writer.Reset();
        writer.BeginCopied();
        writer.Write(value);
        writer.EndCopied();
        block = writer.Written.ToArray();
        return writer.TakeSent();
    }

    public static T Receive<T>(byte[] block, out SentObjects received)
    {
        GraphReader reader = new(block, GraphLimits.Default);
        T value = reader.Read<T>();
        reader.EndCopied();
        received = reader.TakeReceived();
        return value;
    }

    public static byte[] Answer(SentObjects received)
    {
        GraphWriter writer = new();
        writer.Reset();
        writer.WriteAnswer(0, received, hasResult: false);
        return writer.Written.ToArray();
    }

    public static void Read(SentObjects sent, byte[] answer)
    {
        GraphReader reader = new(answer, GraphLimits.Default);
        reader.ReadAnswer<int>(sent, hasResult: false);
        reader.ExpectEnd();
    }
}
