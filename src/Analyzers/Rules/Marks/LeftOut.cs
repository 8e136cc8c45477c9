using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>PISO113: the methods of a type marked as a whole whose calls stay in this process.</summary>
internal static class LeftOut
{
    // A longer list is not read.
    private const int Named = 8;

    /// <summary>The methods with the reasons, by reason.</summary>
    /// <returns>Null when all are isolated.</returns>
    public static string? Describe(AssemblyMark mark, Compilation compilation)
    {
        var refused = new List<(string Method, string Reason)>();
        foreach (var method in mark.Candidates())
        {
            if (MethodRules.Judge(method, compilation).FirstOrDefault(violation => violation.RuleId != RuleIds.Undecided) is { } violation)
            {
                refused.Add((method.Name, violation.Subject == method.Name ? violation.Reason : "'" + violation.Subject + "': " + violation.Reason));
            }
        }

        // Records have those for equality without a word of their author.
        if (mark.Type.GetMembers().OfType<IMethodSymbol>().Any(each => each is
            { MethodKind: MethodKind.UserDefinedOperator or MethodKind.Conversion, DeclaredAccessibility: Accessibility.Public }
            && each.Name is not ("op_Equality" or "op_Inequality")))
        {
            refused.Add(("operators", "their use cannot be intercepted"));
        }

        if (refused.Count == 0)
        {
            return null;
        }

        var groups = refused.GroupBy(each => each.Method).Select(each => each.Key + " (" + string.Join("; ", each.Select(one => one.Reason).Distinct()) + ")").ToList();
        return string.Join(", ", groups.Take(Named)) + (groups.Count > Named ? ", and " + (groups.Count - Named) + " more" : "");
    }
}
