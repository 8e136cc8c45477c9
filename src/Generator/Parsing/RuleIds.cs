namespace ProcessIsolate.Generator.Parsing;

/// <summary>The ids of all rules. The hundreds tell the topic, and an id is never used again: PISO108 is retired.</summary>
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
    public const string NothingMarked = "PISO109";
    public const string WorkerHookShape = "PISO110";
    public const string NotIntercepted = "PISO111";
    public const string EndpointResult = "PISO112";
    public const string LeftOut = "PISO113";

    public const string DelegateUse = "PISO201";
    public const string BlockingCall = "PISO202";
    public const string TokenNotPassed = "PISO203";
    public const string NotMarked = "PISO204";
    public const string CallInLoop = "PISO205";
    public const string NotAwaited = "PISO206";
    public const string HiddenCall = "PISO207";

    public const string StaticState = "PISO301";
    public const string ArgumentWrite = "PISO302";
    public const string UnlockedUpdate = "PISO303";
    public const string ChannelLife = "PISO304";
    public const string NestedCall = "PISO305";
    public const string RetriedEffect = "PISO306";
    public const string HostOnly = "PISO307";
    public const string OwnIdentity = "PISO308";
    public const string LocalLock = "PISO309";

    public const string NotKept = "PISO401";

    /// <summary>Not reported: a type does not exist, which the compiler says better.</summary>
    public const string Undecided = "";
}
