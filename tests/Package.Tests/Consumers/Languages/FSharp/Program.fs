open System
open ProcessIsolate

[<EntryPoint>]
let main _ =
    use pool = new ProcessPool(1)
    printfn "main"
    printfn "host=%d" Environment.ProcessId
    printfn "worker=%d" (pool.Run<int>(Func<int>(Jobs.Id)))
    printfn "square=%d" (pool.Run<int, int>(Func<int, int>(Jobs.Square), 3))
    pool.Run<string>(Action<string>(Jobs.Log), "text")
    try pool.Run<int, int>(Func<int, int>(Jobs.Unmarked), 3) |> ignore
    with e -> printfn "unmarked=%s" e.Message
    try pool.Run<int, int>(Func<int, int>(fun x -> x + 1), 3) |> ignore
    with e -> printfn "lambda=%s" e.Message
    0
