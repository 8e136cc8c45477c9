using System.Collections.Generic;
using System.Linq;

namespace ProcessIsolate.Values.Tests.Table;

/// <summary>The table. One line more is one type more, in every position, in process and isolated.</summary>
/// <remarks>After a change here run the tests once with PROCESSISOLATE_UPDATE=1: each type needs marked methods, which
/// <c>Isolated/Generated</c> has.</remarks>
internal static class AllRows
{
    public static IReadOnlyList<(string Name, Row[] Rows)> Groups { get; } =
    [
        ("Number", NumberRows.Rows), ("Text", TextRows.Rows), ("Time", TimeRows.Rows), ("Array", ArrayRows.Rows), ("Collection", CollectionRows.Rows),
        ("OldCollection", OldCollectionRows.Rows), ("Unchangeable", UnchangeableRows.Rows), ("Tuple", TupleRows.Rows), ("Library", LibraryRows.Rows),
        ("Document", DocumentRows.Rows), ("Exception", ExceptionRows.Rows), ("User", UserRows.Rows), ("Graph", GraphRows.Rows),
        ("Foreign", ForeignRows.Rows), ("Refused", RefusedRows.Rows),
    ];

    public static IReadOnlyList<Row> Rows { get; } = [.. Groups.SelectMany(static group => group.Rows)];
}
