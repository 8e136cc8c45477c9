using System;
using System.Collections;
using System.Linq;
using System.Net;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ProcessIsolate.Values.Tests.Describing;

/// <summary>Views of what else the base library keeps with caches in it.</summary>
internal static class OtherViews
{
    public static void View(Describer to, Type value) => to.Quoted(value.AssemblyQualifiedName ?? value.Name);

    public static void View(Describer to, Delegate value) =>
        to.Quoted(value.Method.DeclaringType + "." + value.Method.Name).Named(" target", value.Target);

    public static void View(Describer to, Uri value) =>
        to.Quoted(value.OriginalString).Quoted(value.ToString()).Text(value.IsAbsoluteUri ? " absolute" : " relative")
            .Text(value.UserEscaped ? " escaped" : "");

    public static void View(Describer to, Regex value) =>
        to.Quoted(value.ToString()).Slot(typeof(RegexOptions), value.Options).Slot(typeof(TimeSpan), value.MatchTimeout)
            .Items(value.GetGroupNames());

    // The default one has no address inside and shows this one.
    public static void View(Describer to, System.Net.IPNetwork value) =>
        to.Named("BaseAddress", value.BaseAddress).Slot(typeof(int), value.PrefixLength);

    public static void View(Describer to, StringBuilder value) => to.Quoted(value.ToString()).Slot(typeof(int), value.MaxCapacity);

    public static void View(Describer to, Encoding value) =>
        to.Quoted(value.WebName).Slot(typeof(int), value.CodePage).Named(" encoder", value.EncoderFallback)
            .Named("decoder", value.DecoderFallback).Items(value.GetPreamble());

    public static void View(Describer to, EncoderReplacementFallback value) => to.Quoted(value.DefaultString);

    public static void View(Describer to, DecoderReplacementFallback value) => to.Quoted(value.DefaultString);

    public static void View(Describer to, BigInteger value) => to.Quoted(Convert.ToHexString(value.ToByteArray()));

    public static void View(Describer to, IPAddress value) =>
        to.Quoted(Convert.ToHexString(value.GetAddressBytes())).Quoted(value.ToString());

    public static void View(Describer to, JsonElement value) =>
        to.Text(value.ValueKind.ToString()).Quoted(value.ValueKind == JsonValueKind.Undefined ? null : value.GetRawText());

    public static void View(Describer to, JsonDocument value) => to.Quoted(value.RootElement.GetRawText());

    public static void View(Describer to, JsonNode value)
    {
        to.Text(value.GetValueKind().ToString()).Quoted(value.ToJsonString()).Quoted(value.GetPath())
            .Text(value.Options is { PropertyNameCaseInsensitive: true } ? " ignores case" : "");
        if (value is JsonObject members)
        {
            to.Items(members.Select(static member => member.Value));
        }
        else if (value is JsonArray items)
        {
            to.Items(items);
        }
    }

    public static void View(Describer to, XName value) => to.Quoted(value.ToString());

    public static void View(Describer to, XNamespace value) => to.Quoted(value.NamespaceName);

    public static void View(Describer to, XObject value) =>
        to.Text(value.NodeType.ToString()).Quoted(value is XNode node ? node.ToString(SaveOptions.DisableFormatting) : value.ToString())
            .Quoted((value as XDocument)?.Declaration?.ToString()).Quoted(value.Parent?.Name.ToString())
            .Text((value as XElement)?.Name is { } name && ReferenceEquals(name, XName.Get(name.ToString())) ? " interned" : "");

    /// <summary>What a thrown exception gets on its way, its stack above all, is no part of the value.</summary>
    public static void View(Describer to, Exception value)
    {
        to.Quoted(value.Message).Slot(typeof(int), value.HResult).Quoted(value.HelpLink).Named(" inner", value.InnerException)
            .Items(value.Data.Cast<DictionaryEntry>());
        if (value is AggregateException several)
        {
            to.Items(several.InnerExceptions);
        }
    }
}
