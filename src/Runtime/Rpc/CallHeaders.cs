using System.Diagnostics;
using System.Globalization;
using ProcessIsolate.Values;

namespace ProcessIsolate.Rpc;

/// <summary>What flows with a call besides its arguments.</summary>
/// <param name="TraceParent">W3C trace context, as StreamJsonRpc carries it; null without a current activity.</param>
/// <param name="TraceState">W3C trace state.</param>
/// <param name="Baggage">The activity's baggage, as <see cref="BaggageText"/> has it.</param>
/// <param name="Culture">The caller's culture where it differs from the one the worker started with, as <see cref="CultureTexts"/> has it.</param>
/// <param name="UICulture">The same for the culture of messages.</param>
internal readonly record struct CallHeaders(string? TraceParent, string? TraceState, string? Baggage, string? Culture, string? UICulture)
{
    public static CallHeaders Capture(CultureInfo baseCulture, CultureInfo baseUICulture)
    {
        Activity? activity = Activity.Current;
        bool traced = activity?.IdFormat == ActivityIdFormat.W3C;
        return new(
            traced ? activity!.Id : null,
            traced ? activity!.TraceStateString : null,
            traced ? BaggageText.Of(activity!) : null,
            CultureTexts.IfDifferent(CultureInfo.CurrentCulture, baseCulture),
            CultureTexts.IfDifferent(CultureInfo.CurrentUICulture, baseUICulture));
    }
}
