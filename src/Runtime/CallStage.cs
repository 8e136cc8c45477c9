namespace ProcessIsolate;

/// <summary>Where a call was when its time was over.</summary>
public enum CallStage
{
    /// <summary>It waited for a worker; the method has not begun.</summary>
    Queue,

    /// <summary>The method ran.</summary>
    Run,
}
