using System.Text.RegularExpressions;
using ProcessIsolate;

#if WRONG
[assembly: RunInProcess(typeof(Regex), nameof(Regex.EnumerateMatches))] // PISO109
#else
[assembly: RunInProcess(typeof(Regex), nameof(Regex.IsMatch))]
#endif
