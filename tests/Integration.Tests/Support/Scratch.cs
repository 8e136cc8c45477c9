using System;
using System.Globalization;
using System.IO;

namespace ProcessIsolate.Integration.Tests.Support;

/// <summary>A folder of a test's own, through which it and its workers tell each other how far they are.</summary>
internal sealed class Scratch : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("pitest-");

    public string Folder => folder.FullName;

    public string Path(string name) => System.IO.Path.Combine(folder.FullName, name);

    /// <summary>Waits until a worker has made the file; gives the process id in it.</summary>
    public int Await(string name)
    {
        int processId = 0;
        Eventually.True(
            () => File.Exists(Path(name)) && int.TryParse(Read(name), CultureInfo.InvariantCulture, out processId),
            $"a worker says '{name}'");
        return processId;
    }

    // The file is there a moment before its content is; on Windows it cannot be read until it is closed.
    private string Read(string name)
    {
        using FileStream stream = new(Path(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }

    public void Open(string name) => File.WriteAllText(Path(name), "");

    public void Dispose() => folder.Delete(recursive: true);
}
