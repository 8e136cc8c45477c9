using System;
using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading;

namespace ProcessIsolate.CompilerServices;

/// <summary>Reads arguments or a result from the message; one value per call, in the order of writing.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct ArgumentReader
{
    private Utf8JsonReader json;

    internal ArgumentReader(Utf8JsonReader json, CancellationToken cancellationToken)
    {
        this.json = json;
        CancellationToken = cancellationToken;
    }

    /// <summary>Cancelled when the host cancels the call that is being read.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>Reads a null if one is next.</summary>
    /// <returns>False, with nothing read, when the next value is not null.</returns>
    public bool TryReadNull() => json.TokenType == JsonTokenType.Null;

    /// <summary>Reads a value.</summary>
    public bool ReadBoolean() => throw new InvalidOperationException("seam");

    /// <summary>Reads a value.</summary>
    public byte ReadByte() => throw new InvalidOperationException("seam");

    /// <summary>Reads a value.</summary>
    public sbyte ReadSByte() => throw new InvalidOperationException("seam");

    /// <summary>Reads a value.</summary>
    public short ReadInt16() => throw new InvalidOperationException("seam");

    /// <summary>Reads a value.</summary>
    public ushort ReadUInt16() => throw new InvalidOperationException("seam");

    /// <summary>Reads a value.</summary>
    public int ReadInt32() => throw new InvalidOperationException("seam");

    /// <summary>Reads a value.</summary>
    public uint ReadUInt32() => throw new InvalidOperationException("seam");

    /// <summary>Reads a value.</summary>
    public long ReadInt64() => throw new InvalidOperationException("seam");

    /// <summary>Reads a value.</summary>
    public ulong ReadUInt64() => throw new InvalidOperationException("seam");

    /// <summary>Reads a value.</summary>
    public float ReadSingle() => throw new InvalidOperationException("seam");

    /// <summary>Reads a value.</summary>
    public double ReadDouble() => throw new InvalidOperationException("seam");

    /// <summary>Reads a value.</summary>
    public decimal ReadDecimal() => throw new InvalidOperationException("seam");

    /// <summary>Reads a value.</summary>
    public char ReadChar() => throw new InvalidOperationException("seam");

    /// <summary>Reads a text or null.</summary>
    public string? ReadString() => throw new InvalidOperationException("seam");

    /// <summary>Reads bytes or null.</summary>
    public byte[]? ReadBytes() => throw new InvalidOperationException("seam");

    /// <summary>Reads a value.</summary>
    public Guid ReadGuid() => throw new InvalidOperationException("seam");

    /// <summary>Reads a value.</summary>
    public DateTime ReadDateTime() => throw new InvalidOperationException("seam");

    /// <summary>Reads a value.</summary>
    public DateTimeOffset ReadDateTimeOffset() => throw new InvalidOperationException("seam");

    /// <summary>Reads a value.</summary>
    public TimeSpan ReadTimeSpan() => throw new InvalidOperationException("seam");

    /// <summary>Reads any other value through type information.</summary>
    public T? Read<T>(JsonTypeInfo<T> typeInfo) => throw new InvalidOperationException("seam");
}
