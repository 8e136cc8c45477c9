using System;
using System.Globalization;
using System.Linq;
using System.Linq.Expressions;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Tasks;

namespace ProcessIsolate.Integration.Tests.Sandbox;

/// <summary>What a method may go on doing in the narrowest sandbox.</summary>
internal static class SandboxWork
{
    public static string All() => string.Join(
        "|",
        Convert.ToHexString(SHA256.HashData("abc"u8))[..8],
        JsonSerializer.Serialize(new { A = 1 }),
        Regex.Replace("a1b2", "[0-9]", "", RegexOptions.Compiled),
        Compiled()(20).ToString(CultureInfo.InvariantCulture),
        Task.Run(static () => Enumerable.Range(1, 10).AsParallel().Sum()).GetAwaiter().GetResult().ToString(CultureInfo.InvariantCulture),
        TimeZoneInfo.FindSystemTimeZoneById("UTC").Id,
        Encoding.UTF8.GetString(Convert.FromBase64String("w6Q=")),
        Encrypt(),
        GC.GetTotalMemory(forceFullCollection: true) > 0 ? "gc" : "");

    private static Func<int, int> Compiled()
    {
        ParameterExpression x = Expression.Parameter(typeof(int));
        return Expression.Lambda<Func<int, int>>(Expression.Multiply(x, Expression.Constant(2)), x).Compile();
    }

    private static string Encrypt()
    {
        using Aes aes = Aes.Create();
        return aes.EncryptCbc("text"u8, aes.IV).Length.ToString(CultureInfo.InvariantCulture);
    }
}
