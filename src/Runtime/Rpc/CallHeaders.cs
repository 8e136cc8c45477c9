using System.Diagnostics;
using System.Globalization;

namespace ProcessIsolate.Rpc;

/// <summary>What flows with a call besides its arguments.</summary>
/// <param name="TraceParent">W3C trace context, as StreamJsonRpc carries it; null without a current activity.</param>
/// <param name="TraceState">W3C trace state.</param>
/// <param name="Culture">The caller's culture where it differs from the one the worker started with.</param>
/// <param name="UICulture">The same for the culture of messages.</param>
internal readonly record struct CallHeaders(string? TraceParent, string? TraceState, string? Culture, string? UICulture)
{
    public static CallHeaders Capture(CultureInfo baseCulture, CultureInfo baseUICulture)
    {
        Activity? activity = Activity.Current;
        bool traced = activity?.IdFormat == ActivityIdFormat.W3C;
        return new(
            traced ? activity!.Id : null,
            traced ? activity!.TraceStateString : null,
            NameIfDifferent(CultureInfo.CurrentCulture, baseCulture),
            NameIfDifferent(CultureInfo.CurrentUICulture, baseUICulture));
    }

    private static string? NameIfDifferent(CultureInfo current, CultureInfo expected) =>
        ReferenceEquals(current, expected) || current.Name == expected.Name ? null : current.Name;
}
