namespace ProcessIsolate.Integration.Tests.Sandbox;

/// <summary>What an attack aims at.</summary>
/// <param name="HostProcessId">The host.</param>
/// <param name="NeighbourId">A worker of the same pool.</param>
/// <param name="SecretPath">A file of the user's outside the app, which the host has written.</param>
/// <param name="Folder">Its folder.</param>
/// <param name="Port">Where the host listens.</param>
/// <param name="SocketPath">A local socket at which the host listens.</param>
public sealed record AttackTerms(int HostProcessId, int NeighbourId, string SecretPath, string Folder, int Port, string SocketPath);
