using System;
using System.Security.Cryptography;

namespace ProcessIsolate.Platform;

/// <summary>Random bytes for names and tokens that no other process may guess.</summary>
internal static class SecretBytes
{
    public static byte[] Make(int count)
    {
        byte[] bytes = new byte[count];
        // The base library's generator loads OpenSSL on Linux, whose first use takes a tenth of a worker's start.
        if (!OperatingSystem.IsLinux() || !LinuxNative.TryFillRandom(bytes))
        {
            RandomNumberGenerator.Fill(bytes);
        }

        return bytes;
    }
}
