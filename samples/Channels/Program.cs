using System;
using System.IO;
using System.Threading.Tasks;
using Channels;

string command = args.Length == 0 ? "all" : args[0];
bool isAll = command == "all";
bool isKnown = isAll || command is "queue" or "pipe" or "value" or "array" or "pipeline";
if (!isKnown || args.Length > 2 || (args.Length == 2 && !(command is "all" or "pipeline" && Directory.Exists(args[1]))))
{
    Console.Error.WriteLine("Usage: Channels [all | queue | pipe | value | array | pipeline] [folder of text files, for all and pipeline]");
    return 2;
}

Console.WriteLine($"This is process {Environment.ProcessId}.");
Show("queue", "A queue: one process puts, another gets", QueueProgram.Run);
Show("pipe", "A pipe: a child sends, the parent receives", PipeProgram.Run);
Show("value", "A shared value", ValueProgram.Run);
Show("array", "A shared array", ArrayProgram.Run);
return !isAll && command != "pipeline" || await PipelineAsync() ? 0 : 1;

void Show(string name, string title, Action run)
{
    if (isAll || command == name)
    {
        Console.WriteLine($"\n{title}");
        run();
    }
}

async Task<bool> PipelineAsync()
{
    Console.WriteLine("\nA pipeline: readers, a queue, counters");
    using TextFolder folder = args.Length == 2 ? TextFolder.Of(args[1]) : TextFolder.Make();
    return await Pipeline.RunAsync(folder.Files);
}
