namespace ProcessIsolate;

/// <summary>What a sandboxed method may do. docs/sandbox.md says what each holds back, and on which system.</summary>
public enum SandboxProfile
{
    /// <summary>No sandbox: the method has all rights of the user.</summary>
    None,

    /// <summary>The worker reads what the user may read, and writes to the temp folder alone. It gains no privileges, reaches no other
    /// process, and has none of the kernel's rare entries. Network and programs are open to it.</summary>
    Contained,

    /// <summary>As <see cref="Contained"/>, without any network, local sockets included.</summary>
    NoNetwork,

    /// <summary>The method computes, and nothing else: no files but those that the runtime and the app consist of, no network, no programs, no
    /// further processes.</summary>
    Restricted,
}
