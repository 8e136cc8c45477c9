using System;
namespace ProcessIsolate;
/// <summary>seam</summary>
public sealed class ProcessPool { 
/// <summary>seam</summary>
public IDisposable Use() => throw new InvalidOperationException("seam"); }
/// <summary>seam</summary>
public sealed class ProcessPoolOptions {
/// <summary>seam</summary>
 public TimeSpan CallTimeout { get; set; } }
