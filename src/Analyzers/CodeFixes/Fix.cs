using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis.Editing;

namespace ProcessIsolate.CodeFixes;

/// <summary>One change that resolves a report.</summary>
/// <param name="Title">What the editor's menu says. Where all reports are fixed at once, each gets the fix with the chosen title, or its
/// first if it has none of that title.</param>
/// <param name="ApplyAsync">Makes the change. Fixes of other reports in the file use the same editor, so a node that may hold
/// another report is replaced by a function of its current form.</param>
internal sealed record Fix(string Title, Func<DocumentEditor, CancellationToken, Task> ApplyAsync)
{
    /// <summary>A change that needs no further look at the project.</summary>
    public static Fix Of(string title, Action<DocumentEditor> apply) => new(title, (editor, _) =>
    {
        apply(editor);
        return Task.CompletedTask;
    });
}
