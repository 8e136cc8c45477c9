using System.Text.RegularExpressions;
using ProcessIsolate;

#if WRONG
[assembly: RunInProcess(typeof(Regex))] // PISO113
#else
[assembly: RunInProcess(typeof(Regex), nameof(Regex.IsMatch))]
#endif
