using System.Collections;
using System.Collections.Specialized;
using System.Linq;
using System.Reflection;

namespace ProcessIsolate.Values.Tests.Describing;

/// <summary>Views of the collections without type parameters.</summary>
internal static class CollectionViews
{
    public static void View(Describer to, ArrayList value) => to.Items(value.Cast<object?>());

    public static void View(Describer to, Queue value) => to.Items(value.Cast<object?>());

    public static void View(Describer to, Stack value) => to.Items(value.Cast<object?>());

    public static void View(Describer to, BitArray value) => to.Items(value.Cast<bool>());

    public static void View(Describer to, Hashtable value) =>
        to.Named("Comparer", typeof(Hashtable).GetField("_keycomparer", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(value))
            .Unordered(value.Cast<DictionaryEntry>());

    public static void View(Describer to, SortedList value) => to.Items(value.Cast<DictionaryEntry>());

    public static void View(Describer to, ListDictionary value) => to.Items(value.Cast<DictionaryEntry>());

    public static void View(Describer to, HybridDictionary value) => to.Unordered(value.Cast<DictionaryEntry>());

    public static void View(Describer to, OrderedDictionary value) => to.Items(value.Cast<DictionaryEntry>());

    public static void View(Describer to, NameValueCollection value)
    {
        for (int i = 0; i < value.Count; i++)
        {
            to.Quoted(value.GetKey(i)).Text("=").Items(value.GetValues(i) ?? []);
        }
    }
}
