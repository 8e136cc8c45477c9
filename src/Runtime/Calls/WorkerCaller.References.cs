using ProcessIsolate.CompilerServices;
using ProcessIsolate.References;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Calls;

/// <content>Calls, and what their arguments refer to in this process as long as they last.</content>
internal static partial class WorkerCaller
{
    public static TResult Call<TArgs, TResult>(
        this WorkerProcess worker, RemoteMethod<TArgs, TResult> method, in TArgs arguments, in CallLimits terms)
        where TArgs : struct
    {
        if (!method.Options.Carries)
        {
            return Call(worker, method, arguments, terms, null);
        }

        using CallReferences references = new();
        return Call(worker, method, arguments, terms, references);
    }
}
