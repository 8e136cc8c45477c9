using System;
using Library;

Console.WriteLine("main");
Console.WriteLine($"host={Environment.ProcessId}");
Console.WriteLine($"worker={Jobs.WorkerId()}");
Console.WriteLine($"worker={Jobs.WorkerIdThroughLibrary()}");
Console.WriteLine($"square={Jobs.Square(3)}");
