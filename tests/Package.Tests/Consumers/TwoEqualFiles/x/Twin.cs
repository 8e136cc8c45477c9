using System.Runtime.CompilerServices;

file static class Local
{
    [ModuleInitializer]
    internal static void Initialize() => Jobs.Id();
}
