using ProcessIsolate.Generator.Common;

namespace ProcessIsolate.Generator.Models;

/// <summary>Everything the emitter needs to know of one isolated method.</summary>
/// <remarks>Equality by value is what the cache works with: text, enums and equatable arrays only.</remarks>
/// <param name="ClassName">The generated class.</param>
/// <param name="ModuleClass">The generated module class it belongs to.</param>
/// <param name="Id">Names the method within its module.</param>
/// <param name="MarkedName">The method's name when it carries the mark itself, for the assembly's list; else null.</param>
/// <param name="Target">How generated code calls the method.</param>
/// <param name="Parameters">In order, tokens included.</param>
/// <param name="Return">What comes back.</param>
/// <param name="Options">The mark's values.</param>
/// <param name="Companion">The asynchronous companion, if it gets one.</param>
/// <param name="Exceptions">The exception types seen in the method.</param>
internal sealed record ContractModel(
    string ClassName,
    string ModuleClass,
    string Id,
    string? MarkedName,
    TargetModel Target,
    EquatableArray<ParameterModel> Parameters,
    ReturnModel Return,
    OptionsModel Options,
    CompanionModel? Companion,
    EquatableArray<ExceptionModel> Exceptions);

/// <summary>The values of one mark; of its sandbox the name of the profile.</summary>
internal sealed record OptionsModel(string? Pool, int TimeoutMilliseconds, int QueueTimeoutMilliseconds, int MaxRetries, int Priority, bool Dedicated, bool CopiesBack, string? Sandbox = null);

/// <summary>One parameter.</summary>
/// <param name="Name">As it stands in the metadata.</param>
/// <param name="Value">Its type and how it travels, of a span the memory that travels for it; a token does not travel.</param>
/// <param name="IsCancellationToken">Whether it is a token.</param>
/// <param name="Span">What it is in the method's signature, if it is a span.</param>
/// <param name="Reference">The same, if it is passed by reference.</param>
/// <param name="IsCopiedBack">Whether what the method does to it is done to the caller's objects.</param>
/// <param name="IsCarried">Whether its use is carried back to the caller.</param>
internal sealed record ParameterModel(
    string Name, ValueModel Value, bool IsCancellationToken, SpanModel? Span = null, ReferenceModel? Reference = null, bool IsCopiedBack = false,
    bool IsCarried = false)
{
    /// <summary>As the signature has it.</summary>
    public string DeclaredType => Reference is { } reference ? reference.Keyword + " " + reference.Type : Span?.Type ?? Value.Type;

    /// <summary>The same as <c>typeof</c> takes it.</summary>
    public string PlainType => Reference?.PlainType ?? Span?.Type ?? Value.PlainType;

    /// <summary>Whether the caller's variable is written.</summary>
    public bool IsWritten => Reference is { Keyword: "ref" or "out" };

    /// <summary>As an argument of a call that hands it on.</summary>
    public string Pass(string expression) => Reference switch
    {
        null => expression,
        { Keyword: "ref" or "out" } written => written.Keyword + " " + expression,
        _ => "in " + expression,
    };
}

/// <summary>A reference among the parameters.</summary>
/// <param name="Keyword">How the signature passes it.</param>
/// <param name="Type">The type of the variable.</param>
/// <param name="PlainType">The same as <c>typeof</c> takes it.</param>
internal sealed record ReferenceModel(string Keyword, string Type, string PlainType);

/// <summary>A span among the parameters.</summary>
/// <param name="Type">As code writes it.</param>
/// <param name="Element">The type of its elements.</param>
/// <param name="IsWritten">Whether what the method writes is copied back.</param>
/// <param name="IsScoped">Whether the signature says so; an interceptor must say the same.</param>
internal sealed record SpanModel(string Type, string Element, bool IsWritten, bool IsScoped);

/// <summary>The asynchronous companion of a synchronous method.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Accessibility">The keyword.</param>
/// <param name="ExtensionClass">The class that holds the static extension; null when it is a member of a partial type.</param>
/// <param name="Partial">The partial type it is a member of, if it is one.</param>
/// <param name="Parameters">Declarations, without a token the companion adds.</param>
/// <param name="AddedToken">The name of the added token; null when the method has a token of its own.</param>
/// <param name="Problem">Why it must not be called: it is there to say so.</param>
internal sealed record CompanionModel(
    string Name,
    string Accessibility,
    string? ExtensionClass,
    PartialTypeModel? Partial,
    EquatableArray<string> Parameters,
    string? AddedToken,
    string? Problem = null);

/// <summary>An exception type and the constructor that makes one.</summary>
internal sealed record ExceptionModel(string Type, ExceptionShape Shape);

/// <summary>The constructors by which an exception can be made again, best first.</summary>
internal enum ExceptionShape
{
    /// <summary>Message and inner exception.</summary>
    MessageAndInner,

    /// <summary>Message only.</summary>
    Message,

    /// <summary>No parameter.</summary>
    Empty,
}
