// The floor of every process start: the least a .NET program can do.
System.Console.WriteLine("Hello, World!");
