namespace ProcessIsolate.Generator.Parsing;

/// <summary>The ids of the rules on marked methods.</summary>
internal static class RuleIds
{
    public const string InterceptorsUnavailable = "PISO001";
    public const string CallCount = "PISO002";
    public const string NotStaticMethod = "PISO101";
    public const string Unreachable = "PISO102";
    public const string CannotCross = "PISO103";
    public const string ByReference = "PISO104";
    public const string Generic = "PISO105";
    public const string LazyResult = "PISO106";
    public const string AsyncVoid = "PISO107";
    public const string Lossy = "PISO108";
    public const string NothingMarked = "PISO109";
    public const string WorkerHookShape = "PISO110";
    public const string NotIntercepted = "PISO111";
    public const string EndpointResult = "PISO112";
    public const string NoContext = "PISO401";

    /// <summary>Not reported: a type does not exist, which the compiler says better.</summary>
    public const string Undecided = "";
}
