using System;

namespace ProcessIsolate;

/// <summary>Runs the static method once in each worker, before the first call of a method of the same assembly.</summary>
/// <remarks>The method has no parameters and returns nothing or a task, which is waited for. Several run in the order
/// of their full names.</remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WorkerInitializerAttribute : Attribute;
