// The floor of every process start: the least a .NET program can do. With an argument it stays until its input ends.
System.Console.WriteLine("Hello, World!");
if (args.Length > 0)
{
    System.Console.In.ReadLine();
}
