using System.Globalization;
using System.Runtime.CompilerServices;
using ProcessIsolate.Rpc;
using ProcessIsolate.Values;

namespace ProcessIsolate.Workers;

/// <summary>The cultures that each call of a worker begins with: the host's at the start, or what the call brings.</summary>
/// <remarks>Owned by the worker's main thread.</remarks>
internal sealed class WorkerCultures
{
    private CultureInfo culture = CultureInfo.CurrentCulture;
    private CultureInfo uiCulture = CultureInfo.CurrentUICulture;
    private string? lastText;
    private CultureInfo? last;

    /// <summary>What the host says at the start; null for what the worker has anyway.</summary>
    public void Initialize(string? name, string? uiName)
    {
        culture = Find(name, culture);
        uiCulture = Find(uiName, uiCulture);
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = culture;
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentUICulture = uiCulture;
    }

    /// <summary>A call begins.</summary>
    // Inlined as its caller is: what a loop over items calls would run unoptimized at first.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply(in CallHeaders headers)
    {
        if (headers.Culture is not null || headers.UICulture is not null || !ReferenceEquals(CultureInfo.CurrentCulture, culture)
            || !ReferenceEquals(CultureInfo.CurrentUICulture, uiCulture))
        {
            Change(headers);
        }
    }

    private void Change(in CallHeaders headers)
    {
        CultureInfo wanted = headers.Culture is null ? culture : Parse(headers.Culture);
        CultureInfo wantedUI = headers.UICulture is null ? uiCulture : Parse(headers.UICulture);
        if (!ReferenceEquals(CultureInfo.CurrentCulture, wanted))
        {
            CultureInfo.CurrentCulture = wanted;
        }

        if (!ReferenceEquals(CultureInfo.CurrentUICulture, wantedUI))
        {
            CultureInfo.CurrentUICulture = wantedUI;
        }
    }

    // The items of a batch have one text, and one culture: what one of them changes in it the next one sees, as in process.
    private CultureInfo Parse(string text)
    {
        if (!ReferenceEquals(text, lastText))
        {
            last = CultureTexts.Parse(text);
            lastText = text;
        }

        return last!;
    }

    private static CultureInfo Find(string? name, CultureInfo fallback) => name is null ? fallback : CultureInfo.GetCultureInfo(name);
}
