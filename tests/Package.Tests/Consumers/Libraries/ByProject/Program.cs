using System;
using Library;
using Older;

Console.WriteLine("main");
Console.WriteLine($"host={Environment.ProcessId}");
Console.WriteLine($"worker={Jobs.WorkerId()}");
Console.WriteLine($"worker={Jobs.WorkerIdThroughLibrary()}");
Console.WriteLine($"worker={OlderJobs.WorkerId()}");
Console.WriteLine($"worker={OlderJobs.WorkerIdThroughLibrary()}");
Console.WriteLine($"square={await Jobs.SquareAsync(3)}");
