using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ProcessIsolate.Generator.Common;
using ProcessIsolate.Generator.Models;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>Says which asynchronous companion a synchronous method gets.</summary>
internal static class CompanionParser
{
    // The enumeration of the compiler we build against ends before C# 14; its numbers are major * 100 + minor.
    private const int ExtensionLanguageVersion = 1400;
    private const string TokenName = "cancellationToken";

    /// <summary>Makes the companion's model.</summary>
    /// <returns>Null when the method is asynchronous, the name is taken or the language has no place for it.</returns>
    public static CompanionModel? Create(IMethodSymbol method, Compilation compilation)
    {
        var type = method.ContainingType;
        var isOwn = SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly);
        var name = method.Name + "Async";
        // Which contract a generic one goes through no caller would say.
        if (MethodRules.IsGeneric(method)
            || IsTask(method.ReturnType)
            || CarriedTypes.IsSequence(method.ReturnType)
            || (!isOwn && Marks.Of(method) is not null)
            || SymbolNames.SelfAndBases(type).Any(each => !each.GetMembers(name).IsEmpty)
            || IsShadowed(method)
            // A task cannot wait with a span to be filled.
            || SpanRules.AreWritten(method))
        {
            return null;
        }

        var hasExtensions = compilation is CSharpCompilation { LanguageVersion: var version } && (int)version >= ExtensionLanguageVersion;
        var isMember = !hasExtensions && isOwn && Reachability.IsPartial(type);
        if (!hasExtensions && !isMember)
        {
            return null;
        }

        var hasToken = method.Parameters.Any(IsToken);
        var isPublic = isOwn && Marks.Of(method) is not null && IsPublic(method);
        return new CompanionModel(
            Identifiers.Escape(name),
            isMember ? SyntaxFacts.GetText(method.DeclaredAccessibility) : isPublic ? "public" : "internal",
            isMember ? null : GeneratedNames.Contract(method, compilation) + "_Extensions",
            isMember ? TargetParser.Partial(type) : null,
            EquatableArray<string>.From(Declarations(method, hasToken)),
            hasToken ? null : Unused(TokenName, method),
            ReferenceRules.AreWritten(method) ? Problem(method) : null);
    }

    private static string Problem(IMethodSymbol method) =>
        $"'{method.Name}' writes a variable of its caller ('ref' or 'out'), which a task that is awaited later cannot; call '{method.Name}' itself, or return the value.";

    private static IEnumerable<string> Declarations(IMethodSymbol method, bool hasToken)
    {
        // A default is only allowed where everything after it is optional, too.
        var firstDefault = method.Parameters.Length;
        while (firstDefault > 0 && IsOptional(method.Parameters[firstDefault - 1], hasToken))
        {
            firstDefault--;
        }

        for (var index = 0; index < method.Parameters.Length; index++)
        {
            var parameter = method.Parameters[index];
            var prefix = string.Concat(parameter.GetAttributes().Select(CallerAttribute))
                + (parameter.IsParams && hasToken && !SpanRules.IsSpan(parameter.Type) ? "params " : "");
            var suffix = index >= firstDefault && parameter.HasExplicitDefaultValue ? " = " + Literals.Default(parameter) : "";
            var type = parameter.Type is INamedTypeSymbol span && SpanRules.IsSpan(span)
                ? ValueParser.CreateSpan(span).Type
                : parameter.Type.ToDisplayString(SymbolNames.Code);
            yield return prefix + (parameter.RefKind switch { RefKind.Ref => "ref ", RefKind.Out => "out ", _ => "" }) + type + " " + Identifiers.Escape(parameter.Name) + suffix;
        }
    }

    private static bool IsOptional(IParameterSymbol parameter, bool hasToken) =>
        parameter.HasExplicitDefaultValue || (parameter.IsParams && hasToken);

    private static string CallerAttribute(AttributeData attribute)
    {
        if (attribute.AttributeClass is not { } type
            || !SymbolNames.Metadata(type).StartsWith("System.Runtime.CompilerServices.Caller", System.StringComparison.Ordinal))
        {
            return "";
        }

        var arguments = attribute.ConstructorArguments
            .Select(argument => SymbolDisplay.FormatPrimitive(argument.Value!, quoteStrings: true, useHexadecimalNumbers: false));
        return "[" + type.ToDisplayString(SymbolNames.PlainCode) + "(" + string.Join(", ", arguments) + ")] ";
    }

    /// <summary>Of overloads that differ by a last token only, the one with the token keeps the companion.</summary>
    private static bool IsShadowed(IMethodSymbol method) => !method.Parameters.Any(IsToken)
        && method.ContainingType.GetMembers(method.Name).OfType<IMethodSymbol>().Any(other =>
            other.Parameters.Length == method.Parameters.Length + 1
            && IsToken(other.Parameters[other.Parameters.Length - 1])
            && !IsTask(other.ReturnType)
            && Marks.Of(other) is null == Marks.Of(method) is null
            && method.Parameters
                .Zip(other.Parameters, (left, right) => SymbolEqualityComparer.Default.Equals(left.Type, right.Type))
                .All(same => same));

    private static bool IsPublic(ISymbol symbol)
    {
        for (var each = symbol; each is not null and not INamespaceSymbol; each = each.ContainingSymbol)
        {
            if (each.DeclaredAccessibility is not Accessibility.Public)
            {
                return false;
            }
        }

        return symbol is not IMethodSymbol method
            || method.Parameters.Select(parameter => parameter.Type).Append(method.ReturnType).All(IsPublicType);
    }

    private static bool IsPublicType(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => IsPublicType(array.ElementType),
        INamedTypeSymbol { SpecialType: SpecialType.System_Void } => true,
        INamedTypeSymbol named => IsPublic(named.OriginalDefinition) && named.TypeArguments.All(IsPublicType),
        _ => true,
    };

    private static bool IsToken(IParameterSymbol parameter) => SymbolNames.Is(parameter.Type, KnownNames.CancellationToken);

    private static bool IsTask(ITypeSymbol type) => type.ContainingNamespace?.ToDisplayString() == "System.Threading.Tasks";

    private static string Unused(string name, IMethodSymbol method)
    {
        while (method.Parameters.Any(parameter => parameter.Name == name))
        {
            name += "_";
        }

        return name;
    }
}
