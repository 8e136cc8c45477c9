using System;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace ProcessIsolate.Calls;

/// <summary>Finds the method that a compiler's closure calls and does nothing else.</summary>
/// <remarks>F# has no delegates of methods: <c>Func&lt;int, int&gt;(Jobs.Square)</c> makes a closure whose <c>Invoke</c> hands its
/// arguments on. The method is what is meant, and what a message must name.</remarks>
internal static class ForwardedMethods
{
    private const byte LoadArgument0 = 0x02;
    private const byte LoadArgument3 = 0x05;

    /// <summary>Whether a compiler made the method: such names cannot be written.</summary>
    public static bool IsMade(MethodInfo method) => (method.DeclaringType?.Name + method.Name).AsSpan().IndexOfAny('@', '<', '$') >= 0;

    /// <summary>The static method that the delegate's method forwards to with the same arguments; null when it is another one.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "A method whose body was changed is not recognised, and refused with a message.")]
    public static MethodInfo? Find(MethodInfo method)
    {
        if (!RuntimeFeature.IsDynamicCodeSupported || method.GetMethodBody()?.GetILAsByteArray() is not { } code)
        {
            return null;
        }

        ReadOnlySpan<byte> rest = code;
        int argument = method.IsStatic ? 0 : 1;
        int last = argument + method.GetParameters().Length;
        rest = Skip(rest, OpCodes.Nop);
        for (; argument < last; argument++)
        {
            if (!TakeArgument(ref rest, argument))
            {
                return null;
            }
        }

        rest = Skip(rest, OpCodes.Tailcall);
        if (rest.Length < 5 || rest[0] != (byte)OpCodes.Call.Value)
        {
            return null;
        }

        int token = BinaryPrimitives.ReadInt32LittleEndian(rest[1..]);
        rest = Skip(rest[5..], OpCodes.Nop);
        return rest.Length == 1 && rest[0] == (byte)OpCodes.Ret.Value
            && method.Module.ResolveMethod(token) is MethodInfo { IsStatic: true, ContainsGenericParameters: false } target
            && target.GetParameters().Length == method.GetParameters().Length
            ? target
            : null;
    }

    private static bool TakeArgument(ref ReadOnlySpan<byte> code, int argument)
    {
        if (argument <= LoadArgument3 - LoadArgument0 && code.Length > 0 && code[0] == LoadArgument0 + argument)
        {
            code = code[1..];
            return true;
        }

        if (code.Length > 1 && code[0] == (byte)OpCodes.Ldarg_S.Value && code[1] == argument)
        {
            code = code[2..];
            return true;
        }

        return false;
    }

    private static ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> code, OpCode instruction)
    {
        Span<byte> bytes = stackalloc byte[sizeof(short)];
        BinaryPrimitives.WriteInt16BigEndian(bytes, instruction.Value);
        ReadOnlySpan<byte> pattern = bytes[^instruction.Size..];
        return code.StartsWith(pattern) ? code[pattern.Length..] : code;
    }
}
