namespace ProcessIsolate.Calls;

/// <summary>What became of a call that was to be sent.</summary>
internal enum SendOutcome
{
    /// <summary>It was not sent, and has been seen to.</summary>
    NotSent,

    Sent,

    /// <summary>Another thread sends it, and says when that is done.</summary>
    Continues,
}
