using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Text;

namespace ProcessIsolate.Runtime.Tests;

/// <summary>Writes what an assembly shows to others, one line per type and member, sorted.</summary>
internal static class ApiText
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext Nullability = new();

    public static string Of(Assembly assembly)
    {
        StringBuilder text = new();
        foreach (Type type in assembly.GetExportedTypes().OrderBy(static type => NameOf(type), StringComparer.Ordinal))
        {
            text.Append(Describe(type)).Append('\n');
            foreach (string member in type.GetMembers(Declared).SelectMany(Describe).Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Describe(Type type)
    {
        string kind = type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct"
            : type.IsAbstract && type.IsSealed ? "static class" : type.IsAbstract ? "abstract class" : type.IsSealed ? "sealed class" : "class";
        List<string> bases = [];
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum))
        {
            bases.Add(NameOf(parent));
        }

        bases.AddRange(type.GetInterfaces().Except(type.BaseType?.GetInterfaces() ?? []).Where(static shown => shown.IsPublic)
            .Select(NameOf).Order(StringComparer.Ordinal));
        return $"{kind} {NameOf(type)}{(bases.Count == 0 || type.IsEnum ? "" : " : " + string.Join(", ", bases))}";
    }

    private static IEnumerable<string> Describe(MemberInfo member)
    {
        switch (member)
        {
            case FieldInfo field when IsShown(field.Attributes & FieldAttributes.FieldAccessMask) && !field.IsSpecialName:
                yield return $"{(field.IsLiteral ? "const" : field.IsStatic ? "static" : "field")} {field.Name}: {NameOf(field.FieldType)}"
                    + (field.IsLiteral ? $" = {Convert.ToInt64(field.GetRawConstantValue(), System.Globalization.CultureInfo.InvariantCulture)}" : "");
                break;
            case ConstructorInfo constructor when IsShown(constructor) && !constructor.IsStatic:
                yield return $"{Access(constructor)}new({Parameters(constructor)})";
                break;
            case MethodInfo method when IsShown(method) && !method.IsSpecialName:
                yield return $"{Access(method)}{method.Name}{Generics(method)}({Parameters(method)}): {NameOf(method.ReturnParameter)}";
                break;
            case EventInfo { AddMethod: { } add } occurrence when IsShown(add):
                yield return $"{Access(add)}event {occurrence.Name}: {NameOf(occurrence.EventHandlerType!)}";
                break;
            case PropertyInfo property when property.GetAccessors(nonPublic: true).Any(IsShown):
                yield return $"{Access(property.GetAccessors(nonPublic: true).First(IsShown))}{property.Name}: "
                    + $"{NameOf(property.PropertyType)}{Mark(Nullability.Create(property))} {{{Accessors(property)} }}";
                break;
        }
    }

    private static string Accessors(PropertyInfo property) =>
        (property.GetMethod is { } get && IsShown(get) ? " get;" : "")
        + (property.SetMethod is { } set && IsShown(set) ? IsInit(set) ? " init;" : " set;" : "");

    private static bool IsInit(MethodInfo setter) => setter.ReturnParameter.GetRequiredCustomModifiers()
        .Contains(typeof(System.Runtime.CompilerServices.IsExternalInit));

    private static bool IsShown(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsShown(FieldAttributes access) =>
        access is FieldAttributes.Public or FieldAttributes.Family or FieldAttributes.FamORAssem;

    private static string Access(MethodBase method) =>
        (method.IsPublic ? "" : "protected ") + (method.IsStatic ? "static " : "")
        + (method.IsAbstract ? "abstract " : method is MethodInfo { IsVirtual: true, IsFinal: false } shown
            ? shown.GetBaseDefinition() == shown ? "virtual " : "override " : "");

    private static string Generics(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(static type => type.Name))}>" : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(static parameter =>
        $"{(parameter.IsIn ? "in " : parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? "ref " : "")}{NameOf(parameter)} {parameter.Name}"
        + (parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "default"}" : "")));

    private static string NameOf(ParameterInfo parameter) => NameOf(parameter.ParameterType) + Mark(Nullability.Create(parameter));

    private static string Mark(NullabilityInfo info) =>
        info.ReadState == NullabilityState.Nullable && !info.Type.IsGenericParameter && Nullable.GetUnderlyingType(info.Type) is null ? "?" : "";

    private static string NameOf(Type type) =>
        type.IsByRef ? NameOf(type.GetElementType()!)
        : type.IsArray ? NameOf(type.GetElementType()!) + "[]"
        : type.IsGenericParameter ? type.Name
        : type == typeof(void) ? "void"
        : Nullable.GetUnderlyingType(type) is { } value ? NameOf(value) + "?"
        : (type.Namespace == "System" ? "" : type.Namespace + ".") + (type.DeclaringType is { } outer ? outer.Name + "." : "")
            + type.Name.Split('`')[0]
            + (type.IsGenericType ? $"<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>" : "");
}
