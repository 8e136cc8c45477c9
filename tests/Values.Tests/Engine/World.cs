using Humanizer;
using MathNet.Numerics.Interpolation;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using Newtonsoft.Json.Linq;
using NodaTime;

// Types of libraries that the table puts behind object and other base types.
[assembly: ProcessIsolate.RunInProcessKnownType(typeof(Instant))]
[assembly: ProcessIsolate.RunInProcessKnownType(typeof(Duration))]
[assembly: ProcessIsolate.RunInProcessKnownType(typeof(LocalDate))]
[assembly: ProcessIsolate.RunInProcessKnownType(typeof(LocalTime))]
[assembly: ProcessIsolate.RunInProcessKnownType(typeof(LocalDateTime))]
[assembly: ProcessIsolate.RunInProcessKnownType(typeof(OffsetDateTime))]
[assembly: ProcessIsolate.RunInProcessKnownType(typeof(Period))]
[assembly: ProcessIsolate.RunInProcessKnownType(typeof(Interval))]
[assembly: ProcessIsolate.RunInProcessKnownType(typeof(ByteSize))]
[assembly: ProcessIsolate.RunInProcessKnownType(typeof(MathNet.Numerics.LinearAlgebra.Vector<>))]
[assembly: ProcessIsolate.RunInProcessKnownType(typeof(MathNet.Numerics.LinearAlgebra.Matrix<>))]
[assembly: ProcessIsolate.RunInProcessKnownType(typeof(MathNet.Numerics.LinearAlgebra.Double.DenseVector))]
[assembly: ProcessIsolate.RunInProcessKnownType(typeof(MathNet.Numerics.LinearAlgebra.Double.DenseMatrix))]
[assembly: ProcessIsolate.RunInProcessKnownType(typeof(MathNet.Numerics.LinearAlgebra.Double.SparseMatrix))]
[assembly: ProcessIsolate.RunInProcessKnownType(typeof(CubicSpline))]
[assembly: ProcessIsolate.RunInProcessKnownType(typeof(UnitsNet.Length))]
[assembly: ProcessIsolate.RunInProcessKnownType(typeof(UnitsNet.Mass))]
[assembly: ProcessIsolate.RunInProcessKnownType(typeof(System.Net.IPNetwork2))]
[assembly: ProcessIsolate.RunInProcessKnownType(typeof(JToken))]
[assembly: ProcessIsolate.RunInProcessKnownType(typeof(JObject))]
[assembly: ProcessIsolate.RunInProcessKnownType(typeof(JArray))]
[assembly: ProcessIsolate.RunInProcessKnownType(typeof(JValue))]

namespace ProcessIsolate.Values.Tests.Engine;

/// <summary>Makes this compilation one with marked methods, as its generated initializer does where there are some.</summary>
[TestClass]
public static class World
{
    [AssemblyInitialize]
    public static void Open(TestContext context) => ClosedWorld.Add(typeof(World).Assembly);
}
