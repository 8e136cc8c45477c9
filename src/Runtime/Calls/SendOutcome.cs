namespace ProcessIsolate.Calls;

/// <summary>What became of a call that was to be sent.</summary>
internal enum SendOutcome
{
    /// <summary>It was not sent, and has been seen to.</summary>
    NotSent,

    Sent,

    /// <summary>It is being sent by somebody else, who says when that is done.</summary>
    Continues,
}
