namespace ProcessIsolate.Values;

/// <summary>How an object of the caller gets what a method did to its copy.</summary>
internal enum Returning
{
    /// <summary>It is filled anew.</summary>
    InPlace,

    /// <summary>Nothing can change in it; what it refers to is given back by itself.</summary>
    Unchanged,

    /// <summary>A new one comes in its place.</summary>
    Replaced,

    /// <summary>It changes, and cannot be filled anew.</summary>
    Refused,
}
