using Microsoft.VisualStudio.TestTools.UnitTesting;

// Each test starts builds, which use one core most of the time.
[assembly: Parallelize(Scope = ExecutionScope.ClassLevel, Workers = 2)]
