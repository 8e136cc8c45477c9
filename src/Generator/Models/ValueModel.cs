namespace ProcessIsolate.Generator.Models;

/// <summary>A type and how its values are written and read.</summary>
/// <param name="Type">As declared, with nullable annotations.</param>
/// <param name="PlainType">Without annotations, as <c>typeof</c> takes it.</param>
/// <param name="InfoType">As its JSON type information names it: null is allowed for in any case.</param>
/// <param name="Reader">The reader's method; null when the value travels through JSON type information.</param>
/// <param name="Writer">The writer's method; meaningful where there is a reader's.</param>
/// <param name="Argument">What reader's and writer's method take besides; null for nothing.</param>
/// <param name="WriteCast">What a value is cast to before it is written; null for none.</param>
/// <param name="ReadCast">What a value is cast to after it was read; null for none.</param>
/// <param name="IsNullableValue">Whether the type is a nullable value type around what the reader reads.</param>
/// <param name="IsReference">Whether null must be allowed for.</param>
internal sealed record ValueModel(
    string Type,
    string PlainType,
    string InfoType,
    string? Reader,
    string Writer,
    string? Argument,
    string? WriteCast,
    string? ReadCast,
    bool IsNullableValue,
    bool IsReference);

/// <summary>What a method returns.</summary>
/// <param name="Kind">The shape.</param>
/// <param name="DeclaredType">As the signature has it.</param>
/// <param name="Value">The result, or what the task yields; null for none.</param>
/// <param name="Item">What an asynchronous sequence yields; null where the result is none.</param>
/// <param name="IsStream">Whether the result is a stream.</param>
internal sealed record ReturnModel(ReturnKind Kind, string DeclaredType, ValueModel? Value, string? Item = null, bool IsStream = false)
{
    /// <summary>Whether the result is used while the method runs, and not copied.</summary>
    public bool IsCarried => Item is not null || IsStream;

    /// <summary>Whether the method is asynchronous.</summary>
    public bool IsAsync => Kind is not ReturnKind.Direct;
}

/// <summary>How a result comes back.</summary>
internal enum ReturnKind
{
    /// <summary>At once.</summary>
    Direct,

    /// <summary>By a task.</summary>
    Task,

    /// <summary>By a value task.</summary>
    ValueTask,
}
