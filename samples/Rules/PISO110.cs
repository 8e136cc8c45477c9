using ProcessIsolate;

namespace Rules.PISO110;

#if WRONG
internal class Setup
{
    [WorkerInitializer]
    public static bool Open(string path) => File.Exists(path); // PISO110
}
#else
internal class Setup
{
    [WorkerInitializer]
    public static void Open() => Directory.SetCurrentDirectory(Path.GetTempPath());
}
#endif
