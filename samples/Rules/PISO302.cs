using System.Runtime.InteropServices;
using ProcessIsolate;

namespace Rules.PISO302;

#if WRONG
internal static class Jobs
{
    [RunInProcess]
    public static void Normalize(double[] values)
    {
        double sum = values.Sum();
        for (int i = 0; i < values.Length; i++)
        {
            values[i] /= sum; // PISO302
        }
    }
}
#else
internal static class Jobs
{
    [RunInProcess]
    public static void Normalize([In, Out] double[] values)
    {
        double sum = values.Sum();
        for (int i = 0; i < values.Length; i++)
        {
            values[i] /= sum;
        }
    }
}
#endif
