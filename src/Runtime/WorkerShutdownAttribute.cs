using System;

namespace ProcessIsolate;

/// <summary>Runs the static method in each worker that ends in order; not in one that crashes or is killed.</summary>
/// <remarks>The method has no parameters and returns nothing or a task, which is waited for. Several run in the order
/// of their full names.</remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WorkerShutdownAttribute : Attribute;
