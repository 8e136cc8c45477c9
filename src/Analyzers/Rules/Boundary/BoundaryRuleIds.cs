namespace ProcessIsolate.Analyzers;

/// <summary>The ids of the rules on what a body does at the process boundary.</summary>
internal static class BoundaryRuleIds
{
    public const string StaticState = "PISO301";
    public const string ArgumentWrite = "PISO302";
    public const string UnlockedUpdate = "PISO303";
    public const string ChannelLife = "PISO304";
    public const string NestedCall = "PISO305";
    public const string RetriedEffect = "PISO306";
    public const string HostOnly = "PISO307";
    public const string OwnIdentity = "PISO308";
    public const string LocalLock = "PISO309";
}
