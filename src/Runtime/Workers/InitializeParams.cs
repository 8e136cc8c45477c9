using System;
using System.Collections.Generic;
using System.Text.Json;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Workers;

/// <summary>An assembly whose methods the host will call.</summary>
internal sealed class RequestedModule
{
    public string? Name { get; set; }

    public string? FullName { get; set; }

    /// <summary>The module version id of the host's build.</summary>
    public string? Version { get; set; }

    /// <summary>Where the host has it.</summary>
    public string? Path { get; set; }
}

/// <summary>Worker: what the host asks for in <c>initialize</c> and <c>loadModules</c>; docs/protocol.md lists the fields.</summary>
/// <remarks>Read token by token and not as a tree: the tree's classes would be loaded and compiled in every fresh worker for
/// this one message. A field of another kind than expected counts as missing, one that is not known is passed over.</remarks>
internal sealed class InitializeParams
{
    public int ProtocolVersion { get; private set; } = -1;

    public int WorkerId { get; private set; }

    public int HostProcessId { get; private set; }

    /// <summary>The number by which this worker marks what it owns in shared memory; one more than its own number unless
    /// the host says so, which is a worker itself.</summary>
    public uint OwnerId => (uint)(participant ?? WorkerId + 1);

    public int MaxMessageBytes { get; private set; } = MessageLimits.Default.MaxMessageBytes;

    public int MaxJsonDepth { get; private set; } = MessageLimits.Default.MaxJsonDepth;

    public string? Culture { get; private set; }

    public string? UICulture { get; private set; }

    public bool Attachments { get; private set; }

    /// <summary>Whether values travel as they are.</summary>
    public bool ExactValues { get; private set; }

    public bool SharedMemory { get; private set; }

    /// <summary>The size of the call lane's segment.</summary>
    public long SharedMemoryBytes { get; private set; }

    /// <summary>Windows: what the segment is called.</summary>
    public string? SharedMemoryName { get; private set; }

    public bool ReportFailures { get; private set; }

    public List<RequestedModule> Modules { get; } = [];

    private int? participant;

    public static InitializeParams Read(ReadOnlySpan<byte> parameters)
    {
        InitializeParams terms = new();
        Utf8JsonReader reader = new(parameters);
        if (!parameters.IsEmpty && reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                terms.ReadField(ref reader);
            }
        }

        return terms;
    }

    private void ReadField(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("modules"u8))
        {
            ReadModules(ref reader);
        }
        else if (reader.ValueTextEquals("protocolVersion"u8))
        {
            ProtocolVersion = Number(ref reader, ProtocolVersion);
        }
        else if (reader.ValueTextEquals("workerId"u8))
        {
            WorkerId = Number(ref reader, WorkerId);
        }
        else if (reader.ValueTextEquals("hostProcessId"u8))
        {
            HostProcessId = Number(ref reader, HostProcessId);
        }
        else if (reader.ValueTextEquals("participant"u8))
        {
            participant = Number(ref reader, WorkerId + 1);
        }
        else if (reader.ValueTextEquals("maxMessageBytes"u8))
        {
            MaxMessageBytes = Number(ref reader, MaxMessageBytes);
        }
        else if (reader.ValueTextEquals("maxJsonDepth"u8))
        {
            MaxJsonDepth = Number(ref reader, MaxJsonDepth);
        }
        else if (reader.ValueTextEquals("culture"u8))
        {
            Culture = Text(ref reader);
        }
        else if (reader.ValueTextEquals("uiCulture"u8))
        {
            UICulture = Text(ref reader);
        }
        else if (reader.ValueTextEquals("sharedMemoryBytes"u8))
        {
            SharedMemoryBytes = LongNumber(ref reader);
        }
        else if (reader.ValueTextEquals("sharedMemoryName"u8))
        {
            SharedMemoryName = Text(ref reader);
        }
        else
        {
            ReadSwitch(ref reader);
        }
    }

    private void ReadSwitch(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("attachments"u8))
        {
            Attachments = IsTrue(ref reader);
        }
        else if (reader.ValueTextEquals("values"u8))
        {
            ExactValues = Text(ref reader) == "exact";
        }
        else if (reader.ValueTextEquals("sharedMemory"u8))
        {
            SharedMemory = IsTrue(ref reader);
        }
        else if (reader.ValueTextEquals("reportFailures"u8))
        {
            ReportFailures = IsTrue(ref reader);
        }
        else
        {
            reader.Read();
            reader.Skip();
        }
    }

    private void ReadModules(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            // An entry that is no object is a module without a name, which is refused by name.
            RequestedModule module = new();
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                ReadModule(ref reader, module);
            }
            else
            {
                reader.Skip();
            }

            Modules.Add(module);
        }
    }

    private static void ReadModule(ref Utf8JsonReader reader, RequestedModule module)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8))
            {
                module.Name = Text(ref reader);
            }
            else if (reader.ValueTextEquals("fullName"u8))
            {
                module.FullName = Text(ref reader);
            }
            else if (reader.ValueTextEquals("version"u8))
            {
                module.Version = Text(ref reader);
            }
            else if (reader.ValueTextEquals("path"u8))
            {
                module.Path = Text(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
    }

    private static int Number(ref Utf8JsonReader reader, int fallback)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number)
        {
            return reader.TryGetInt32(out int value) ? value : fallback;
        }

        reader.Skip();
        return fallback;
    }

    private static long LongNumber(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number)
        {
            return reader.TryGetInt64(out long value) ? value : 0;
        }

        reader.Skip();
        return 0;
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString();
        }

        reader.Skip();
        return null;
    }

    private static bool IsTrue(ref Utf8JsonReader reader)
    {
        reader.Read();
        bool isTrue = reader.TokenType == JsonTokenType.True;
        reader.Skip();
        return isTrue;
    }
}
