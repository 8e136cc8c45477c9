using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProcessIsolate.Generator.Common;
using ProcessIsolate.Generator.Models;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>Makes a <see cref="ContractModel"/> of a marked method's symbol.</summary>
/// <remarks>Called by <see cref="RunInProcessGenerator"/> for methods that carry the mark, by <see cref="AssemblyParser"/>
/// for those marked on the assembly and by <see cref="CallSiteParser"/> for those of referenced assemblies.</remarks>
internal static class ContractParser
{
    /// <summary>Whether a node with the mark may be a method that qualifies.</summary>
    public static bool IsCandidate(SyntaxNode node, CancellationToken cancellationToken) => node is MethodDeclarationSyntax;

    /// <summary>Parses a method that carries the mark.</summary>
    /// <returns>Null when it does not qualify; the analyzers say why.</returns>
    public static ContractModel? Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        if (context.TargetSymbol is not IMethodSymbol symbol)
        {
            return null;
        }

        var method = ExtensionMembers.Implementation(symbol.PartialDefinitionPart ?? symbol);
        var compilation = context.SemanticModel.Compilation;
        // Of a generic method each call says which one it means.
        return MethodRules.IsGeneric(method) || MethodRules.Judge(method, compilation).Any()
            ? null
            : Create(method, context.Attributes[0], compilation, cancellationToken) with { MarkedName = method.Name };
    }

    /// <summary>Makes the model of a method that qualifies.</summary>
    public static ContractModel Create(
        IMethodSymbol method, AttributeData mark, Compilation compilation, CancellationToken cancellationToken)
    {
        var isOwn = SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, compilation.Assembly);
        return new ContractModel(
            GeneratedNames.Contract(method, compilation),
            GeneratedNames.Module(compilation),
            GeneratedNames.MethodId(method, compilation),
            null,
            TargetParser.Create(method, compilation),
            Parameters(method, mark),
            Return(method),
            Options(mark, method),
            CompanionParser.Create(method, compilation),
            isOwn ? ExceptionParser.Find(method, compilation, cancellationToken) : default);
    }

    /// <summary>The parameters' models.</summary>
    public static EquatableArray<ParameterModel> Parameters(IMethodSymbol method, AttributeData mark)
    {
        // Beside an object that may hold it, an array goes where identity is seen; so does one that is filled in place.
        var hasGraph = CopiesBack(method, mark) || method.Parameters.Any(parameter => !SymbolNames.Is(parameter.Type, KnownNames.CancellationToken)
            && !SpanRules.IsSpan(parameter.Type) && !CarriedTypes.IsCarried(parameter) && ValueParser.Create(parameter.Type).Reader is null);
        return EquatableArray<ParameterModel>.From(
            method.Parameters.Select(parameter => parameter.Type is INamedTypeSymbol span && SpanRules.IsSpan(span)
                ? new ParameterModel(parameter.Name, ValueParser.CreateSpan(span), IsCancellationToken: false, Span(parameter, span))
                : new ParameterModel(
                    parameter.Name,
                    ReferenceRules.IsWritten(parameter) ? ValueParser.CreateReference(parameter.Type)
                        : CarriedTypes.IsCarried(parameter) ? ValueParser.CreateCarried((INamedTypeSymbol)parameter.Type)
                        : ValueParser.Create(parameter.Type, hasGraph),
                    SymbolNames.Is(parameter.Type, KnownNames.CancellationToken),
                    Reference: Reference(parameter),
                    IsCopiedBack: ReferenceRules.IsCopiedBack(parameter, mark),
                    IsCarried: CarriedTypes.IsCarried(parameter))));
    }

    private static bool CopiesBack(IMethodSymbol method, AttributeData mark) =>
        method.Parameters.Any(parameter => ReferenceRules.IsCopiedBack(parameter, mark));

    private static ReferenceModel? Reference(IParameterSymbol parameter)
    {
        var keyword = parameter.RefKind switch
        {
            RefKind.None => null,
            RefKind.Ref => "ref",
            RefKind.Out => "out",
            RefKind.In => "in",
            _ => "ref readonly",
        };
        return keyword is null
            ? null
            : new ReferenceModel(keyword, parameter.Type.ToDisplayString(SymbolNames.Code), ValueParser.Create(parameter.Type).PlainType);
    }

    /// <summary>The model of what the method returns.</summary>
    public static ReturnModel Return(IMethodSymbol method)
    {
        if (CarriedTypes.IsSequence(method.ReturnType))
        {
            var sequence = (INamedTypeSymbol)method.ReturnType.WithNullableAnnotation(NullableAnnotation.NotAnnotated);
            return new ReturnModel(
                ReturnKind.Direct,
                method.ReturnType.ToDisplayString(SymbolNames.Code),
                ValueParser.CreateCarried(sequence),
                sequence.TypeArguments[0].ToDisplayString(SymbolNames.Code));
        }

        var kind = SymbolNames.Is(method.ReturnType, KnownNames.Task) || SymbolNames.Is(method.ReturnType, KnownNames.TaskOfT)
            ? ReturnKind.Task
            : SymbolNames.Is(method.ReturnType, KnownNames.ValueTask) || SymbolNames.Is(method.ReturnType, KnownNames.ValueTaskOfT)
                ? ReturnKind.ValueTask
                : ReturnKind.Direct;
        return new ReturnModel(
            kind,
            method.ReturnType.ToDisplayString(SymbolNames.Code),
            MethodRules.ResultOf(method) is not { } result ? null
                : CarriedTypes.IsStream(method) ? ValueParser.CreateCarried((INamedTypeSymbol)result.WithNullableAnnotation(NullableAnnotation.Annotated))
                : ValueParser.Create(result),
            IsStream: CarriedTypes.IsStream(method));
    }

    private static SpanModel Span(IParameterSymbol parameter, INamedTypeSymbol type) => new(
        type.ToDisplayString(SymbolNames.PlainCode),
        type.TypeArguments[0].ToDisplayString(SymbolNames.PlainCode),
        SpanRules.IsWritable(type),
        parameter.ScopedKind is ScopedKind.ScopedValue);

    // By name: a number would mean another profile once there are more of them.
    private static string? Sandbox(AttributeData mark)
    {
        var value = mark.NamedArguments.FirstOrDefault(static pair => pair.Key == "Sandbox").Value;
        return value.Value is int and not 0
            ? value.Type?.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => Equals(field.ConstantValue, value.Value))?.Name
            : null;
    }

    private static OptionsModel Options(AttributeData mark, IMethodSymbol method)
    {
        var values = mark.NamedArguments.ToDictionary(pair => pair.Key, pair => pair.Value.Value);
        return new OptionsModel(
            Value("Pool") as string,
            Value("TimeoutMilliseconds") as int? ?? 0,
            Value("QueueTimeoutMilliseconds") as int? ?? 0,
            Value("MaxRetries") as int? ?? 0,
            Value("Priority") as int? ?? 0,
            Value("Dedicated") as bool? ?? false,
            CopiesBack(method, mark),
            Sandbox(mark));

        object? Value(string name) => values.TryGetValue(name, out var value) ? value : null;
    }
}
