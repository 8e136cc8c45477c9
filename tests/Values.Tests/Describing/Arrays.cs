using System;
using System.Globalization;
using System.Linq;

namespace ProcessIsolate.Values.Tests.Describing;

/// <summary>Arrays: type, lengths, lower bounds, elements in the order of memory.</summary>
internal static class Arrays
{
    public static void Describe(Describer describer, Array array)
    {
        describer.Text(TypeName.Of(array.GetType())).Text("(");
        for (int dimension = 0; dimension < array.Rank; dimension++)
        {
            int lower = array.GetLowerBound(dimension);
            describer.Text(string.Create(CultureInfo.InvariantCulture, $"{lower}..{lower + array.GetLength(dimension)} "));
        }

        Type element = array.GetType().GetElementType()!;
        describer.Text(") [");
        foreach (object? item in array.Cast<object?>())
        {
            describer.Slot(element, item).Text(",");
        }

        describer.Text("]");
    }
}
