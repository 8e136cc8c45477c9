using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>A value that a pool or process is certain to refuse.</summary>
/// <param name="Place">Where it is written.</param>
/// <param name="Subject">What the message calls it.</param>
/// <param name="Reason">Half a sentence.</param>
/// <param name="CanBeMarked">The method that a mark would make acceptable.</param>
/// <remarks>Follows the library's own way from a delegate to its contract. A delegate that comes from elsewhere may be that of a
/// marked method: it is left to the check at run time.</remarks>
internal sealed record Refusal(SyntaxNode Place, string Subject, string Reason, IMethodSymbol? CanBeMarked = null)
{
    private const string Marked = "[RunInProcess]";
    private const string NameNeeded = "it is no method of its own; put the code into a static method marked " + Marked;

    /// <summary>Judges every value that the argument may have.</summary>
    public static IEnumerable<Refusal> Of(
        IOperation value, ITypeSymbol type, IMethodSymbol entrance, CallSymbols symbols, CancellationToken cancellationToken) => value switch
        {
            IConversionOperation conversion => Of(conversion.Operand, type, entrance, symbols, cancellationToken),
            IParenthesizedOperation parentheses => Of(parentheses.Operand, type, entrance, symbols, cancellationToken),
            IConditionalOperation { WhenFalse: { } other } conditional => Of(conditional.WhenTrue, type, entrance, symbols, cancellationToken)
                .Concat(Of(other, type, entrance, symbols, cancellationToken)),
            ICoalesceOperation coalesce => Of(coalesce.Value, type, entrance, symbols, cancellationToken)
                .Concat(Of(coalesce.WhenNull, type, entrance, symbols, cancellationToken)),
            ISwitchExpressionOperation choice => choice.Arms.SelectMany(arm => Of(arm.Value, type, entrance, symbols, cancellationToken)),
            IDelegateCreationOperation { Target: IMethodReferenceOperation or IAnonymousFunctionOperation } creation =>
                Of(creation.Target, creation.Type ?? type, entrance, symbols, cancellationToken),
            IDelegateCreationOperation => [new Refusal(value.Syntax, "delegate", "it is a delegate of a delegate; pass the marked method by name")],
            IAnonymousFunctionOperation => [new Refusal(value.Syntax, "lambda expression", NameNeeded)],
            IMethodReferenceOperation reference => Judge(reference, type, entrance, symbols) is { } refusal ? [refusal] : [],
            ILocalReferenceOperation local => OnlyValue(local, cancellationToken) is { } only
                ? Of(only, type, entrance, symbols, cancellationToken).Select(each => each with { Place = value.Syntax })
                : [],
            _ => [],
        };

    private static Refusal? Judge(IMethodReferenceOperation reference, ITypeSymbol type, IMethodSymbol entrance, CallSymbols symbols)
    {
        var method = MarkedMethods.Definition(reference.Method);
        if (method.MethodKind is MethodKind.LocalFunction)
        {
            return new Refusal(reference.Syntax, method.Name, "a local function cannot be marked; make it a static method of a type");
        }

        if (CallSymbols.IsCompanion(method))
        {
            return new Refusal(reference.Syntax, method.Name, "name the marked method itself; the pool's own methods are asynchronous, too");
        }

        if (reference.SemanticModel?.GetSymbolInfo(reference.Syntax).Symbol is IMethodSymbol { ReducedFrom: not null })
        {
            return new Refusal(reference.Syntax, method.Name, "it comes with its first argument; name it by its type, and pass the argument after it");
        }

        if (symbols.Marked.Find(method) is not null)
        {
            return symbols.Marked.Qualifies(method) ? JudgeTypes(reference, MarkedMethods.Meant(reference.Method), type, entrance, symbols) : null;
        }

        if (!method.IsStatic)
        {
            return new Refusal(reference.Syntax, method.Name, "its instance exists in this process only; make it static and mark it " + Marked);
        }

        return symbols.IsMarkedElsewhere(method) ? null : Unmarked(reference.Syntax, method, symbols);
    }

    private static Refusal Unmarked(SyntaxNode place, IMethodSymbol method, CallSymbols symbols)
    {
        if (!SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, symbols.Compilation.Assembly))
        {
            var type = method.ContainingType.ToDisplayString(SymbolNames.Short);
            return new Refusal(place, method.Name, $"it is not marked; add [assembly: RunInProcess(typeof({type}), nameof({type}.{method.Name}))]");
        }

        return MethodRules.Judge(method, symbols.Compilation).FirstOrDefault() is { } violation
            ? new Refusal(place, method.Name, "it is not marked " + Marked + " and could not be: " + violation.Reason)
            : new Refusal(place, method.Name, "it is not marked " + Marked, method);
    }

    /// <summary>Items of a map and arguments of a process must have the types of the method itself; a run converts.</summary>
    private static Refusal? JudgeTypes(
        IMethodReferenceOperation reference, IMethodSymbol method, ITypeSymbol type, IMethodSymbol entrance, CallSymbols symbols)
    {
        if (CarriedTypes.AreIn(method) && (entrance.Name.StartsWith("Map", System.StringComparison.Ordinal) || entrance.Name.StartsWith("Stream", System.StringComparison.Ordinal)))
        {
            return new Refusal(
                reference.Syntax, method.Name, "items of maps and streams are copied, and it has a parameter or result that is not; call it for each item");
        }

        if (CarriedTypes.IsResult(method) && entrance.Name is ("Start" or "Of"))
        {
            return new Refusal(
                reference.Syntax, method.Name, "its result is computed while it is read, and the process ends with its method's return; use a pool or a lease");
        }

        if (entrance.Name is "Run" or "RunAsync" || type is not INamedTypeSymbol { DelegateInvokeMethod: { } invoke }
            || invoke.Parameters.Length != method.Parameters.Length)
        {
            return null;
        }

        var isSame = IsSame(invoke.ReturnType, method.ReturnType)
            && invoke.Parameters.Zip(method.Parameters, (left, right) => IsSame(left.Type, right.Type)).All(same => same);
        return isSame ? null : new Refusal(
            reference.Syntax,
            method.Name,
            "its types differ from those of the call; convert the arguments, or name the types: " + entrance.Name + "<…>(…)");

        bool IsSame(ITypeSymbol left, ITypeSymbol right) =>
            symbols.Compilation.ClassifyCommonConversion(left, right).IsIdentity;
    }

    /// <summary>What a variable was declared with, when nothing else is ever assigned to it.</summary>
    private static IOperation? OnlyValue(ILocalReferenceOperation reference, CancellationToken cancellationToken)
    {
        var local = reference.Local;
        if (local.RefKind is not RefKind.None
            || reference.SemanticModel is not { } model
            || local.DeclaringSyntaxReferences is not [var declaration]
            || declaration.GetSyntax(cancellationToken) is not VariableDeclaratorSyntax { Initializer.Value: { } value } declarator)
        {
            return null;
        }

        // What lies before the use cannot lead back to it.
        if (declarator.Span.End > reference.Syntax.SpanStart)
        {
            return null;
        }

        var scope = declarator.FirstAncestorOrSelf<SyntaxNode>(node => node is MemberDeclarationSyntax and not GlobalStatementSyntax or CompilationUnitSyntax);
        var isChanged = scope is null || scope.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name =>
            name.Identifier.ValueText == local.Name && IsWritten(name));
        return isChanged ? null : model.GetOperation(value, cancellationToken);
    }

    private static bool IsWritten(IdentifierNameSyntax name) => name.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == name,
        ArgumentSyntax argument => argument.RefKindKeyword.RawKind != 0 || argument.Parent is TupleExpressionSyntax,
        RefExpressionSyntax => true,
        _ => false,
    };
}
