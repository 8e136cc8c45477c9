namespace Sandbox;

/// <summary>An assembly of someone else's.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Tries">What it does, or would like to.</param>
/// <param name="Source">Its code: a method body that gets a text and returns one.</param>
internal sealed record Plugin(string Name, string Tries, string Source)
{
    /// <summary>Two of good will, and all others of none.</summary>
    public static Plugin[] All(int hostProcessId, int hostPort) =>
    [
        new("words", "counts words", """return text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length + " words";"""),
        new("reverse", "turns a text round", """char[] all = text.ToCharArray(); Array.Reverse(all); return new string(all);"""),
        new("reader", "reads the list of users", """return File.ReadAllText("/etc/passwd");"""),
        new("writer", "writes to the temp folder", """string path = Path.GetTempFileName(); File.Delete(path); return path;"""),
        new("eraser", "deletes the program", """
            foreach (string file in Directory.GetFiles(AppContext.BaseDirectory, "Sandbox*"))
            {
                File.Delete(file);
            }

            return "all gone";
            """),
        new("caller", "connects to the program that uses it", $$"""
            using System.Net.Sockets.TcpClient client = new();
            client.Connect("127.0.0.1", {{hostPort}});
            return "connected";
            """),
        new("shell", "runs a shell", """
            using System.Diagnostics.Process shell = System.Diagnostics.Process.Start("/bin/sh", new[] { "-c", "exit 0" });
            shell.WaitForExit();
            return "it ran";
            """),
        new("killer", "kills the program that uses it", $$"""
            System.Diagnostics.Process.GetProcessById({{hostProcessId}}).Kill();
            return "killed";
            """),
        new("spy", "reads that program's memory", $$"""
            using FileStream memory = File.OpenRead("/proc/{{hostProcessId}}/mem");
            return "opened";
            """),
        new("glutton", "takes all memory", """
            var all = new System.Collections.Generic.List<byte[]>();
            while (true)
            {
                byte[] piece = new byte[1 << 20];
                Array.Fill(piece, (byte)1);
                all.Add(piece);
            }
            """),
        new("idler", "never returns", """while (true) { }"""),
        new("wrecker", "calls itself without end", """return Deeper(0).ToString(); static long Deeper(long n) => Deeper(n + 1) + n;"""),
    ];
}
