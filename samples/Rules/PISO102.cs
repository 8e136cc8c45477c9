using ProcessIsolate;

namespace Rules.PISO102;

#if WRONG
internal class Outer
{
    private class Jobs
    {
        [RunInProcess]
        public static int Square(int x) => x * x; // PISO102
    }
}
#else
internal class Outer
{
    internal class Jobs
    {
        [RunInProcess]
        public static int Square(int x) => x * x;
    }
}
#endif
