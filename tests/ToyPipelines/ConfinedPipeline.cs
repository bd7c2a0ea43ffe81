using System.Diagnostics;
using System.Globalization;
using System.IO.MemoryMappedFiles;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography.X509Certificates;
using ModelBuild;

namespace ToyPipelines;

/// <summary>What <see cref="ConfinedPipeline"/> is to try.</summary>
public sealed record AttemptOptions
{
    public string Path { get; init; } = "";
    public int Port { get; init; }
    public string Variable { get; init; } = "";
}

/// <summary>Stages that try what a confined one may and may not do.</summary>
[Pipeline("confined")]
public static partial class ConfinedPipeline
{
    [Stage]
    public static Text Reads(AttemptOptions options) => new(File.ReadAllText(options.Path));

    [Stage]
    public static Text ReadsData(DataSource data) => new(File.ReadAllText(data.Path));

    [Stage]
    public static Text ReadsOutput(Text load) => new(load.Content + " again");

    [Stage]
    public static Text Lists(AttemptOptions options) => new(string.Join(' ', Directory.GetFileSystemEntries(options.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)));

    [Stage]
    public static Text Writes(AttemptOptions options)
    {
        File.WriteAllText(options.Path, "written");
        return new("written");
    }

    [Stage]
    public static Text WritesData(DataSource data)
    {
        File.AppendAllText(data.Path, "more");
        return new("written");
    }

    /// <summary>Until it cannot any more.</summary>
    [Stage]
    public static Text ReadsDataAgain(DataSource data, StageContext context)
    {
        for (; ; Thread.Sleep(10))
        {
            File.ReadAllText(data.Path);
            File.WriteAllText(Path.Combine(context.TemporaryFolder, "read"), "");
        }
    }

    [Stage]
    public static Text TakesAFolderForAFile(DataSource data) => new(File.ReadAllText(data.Path));

    [Stage]
    public static async Task<Text> Connects(AttemptOptions options)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, options.Port);
        return new("connected");
    }

    [Stage]
    public static Text Listens()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new("listens");
    }

    [Stage]
    public static Text ReadsInAChild(AttemptOptions options)
    {
        using var child = Process.Start(new ProcessStartInfo("cat", [options.Path]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var said = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0 ? new(said) : throw new StageException($"cat ended with {child.ExitCode}");
    }

    [Stage]
    public static Text ReadsInParallel(AttemptOptions options)
    {
        Parallel.For(0, 4, _ => File.ReadAllText(options.Path));
        return new("read");
    }

    [Stage]
    public static Text LoadsALibrary(AttemptOptions options) => new($"{NativeLibrary.Load(options.Path)}");

    [Stage]
    public static Text LoadsAnAssembly(AttemptOptions options) => new(System.Reflection.Assembly.LoadFrom(options.Path).FullName!);

    [Stage]
    public static Text StartsAProgram(AttemptOptions options)
    {
        using var child = Process.Start(options.Path);
        child.WaitForExit();
        return new("started");
    }

    [Stage]
    public static Text Variables(AttemptOptions options) =>
        new($"{Environment.GetEnvironmentVariable(options.Variable) ?? "not set"}\n{Environment.GetEnvironmentVariable("HOME")}\n{Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)}");

    [Stage]
    public static Text Keeps(StageContext context)
    {
        Directory.CreateDirectory(Path.Combine(context.CheckpointFolder, "round"));
        File.WriteAllText(Path.Combine(context.TemporaryFolder, "state"), "state");
        File.Move(Path.Combine(context.TemporaryFolder, "state"), Path.Combine(context.CheckpointFolder, "round", "state"));
        return new(string.Join(' ', Directory.GetFileSystemEntries(context.CheckpointFolder).Select(Path.GetFileName)));
    }

    [Stage]
    public static Text Memory() => new($"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes}");

    /// <summary>What runtimes and libraries need and nobody thinks of: each would throw.</summary>
    [Stage]
    public static Text UsesTheSystem(StageContext context)
    {
        var said = new List<string>();
        said.Add(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin").Id);
        said.Add(TimeZoneInfo.Local.BaseUtcOffset.ToString());
        said.Add(new CultureInfo("de-DE").NumberFormat.NumberDecimalSeparator);
        said.Add("i".ToUpper(new CultureInfo("tr-TR")));
        using (var store = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly))
            said.Add($"{store.Certificates.Count > 0}");
        using (var own = new X509Store(StoreName.My, StoreLocation.CurrentUser, OpenFlags.ReadWrite))
            said.Add($"{own.Certificates.Count}");
        using (var map = MemoryMappedFile.CreateNew(null, 1 << 16))
        using (var view = map.CreateViewAccessor())
            view.Write(0, 7);
        using (var map = MemoryMappedFile.CreateFromFile(Path.Combine(context.TemporaryFolder, "map"), FileMode.CreateNew, null, 1 << 16))
        using (var view = map.CreateViewAccessor())
            view.Write(0, 7);
        using (var random = System.Security.Cryptography.RandomNumberGenerator.Create())
            random.GetBytes(new byte[16]);
        var scratch = Path.GetTempFileName();
        File.Delete(scratch);
        File.WriteAllText("/dev/null", "nothing");
        said.Add($"{Environment.ProcessorCount > 0} {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes > 0} {Environment.UserName.Length >= 0} {Environment.MachineName.Length > 0}");
        said.Add($"{Process.GetCurrentProcess().Threads.Count > 0} {RuntimeInformation.OSDescription.Length > 0}");
        using (var udp = new UdpClient(0))
            said.Add($"{udp.Client.LocalEndPoint is not null}");
        return new(string.Join('\n', said));
    }

    /// <summary>Everything that a stage does with files in folders of its own.</summary>
    [Stage]
    public static FolderArtifact MovesFiles(StageContext context) => FolderArtifact.Create(folder =>
    {
        var (a, b) = (Directory.CreateDirectory(Path.Combine(folder, "a")).FullName, Directory.CreateDirectory(Path.Combine(folder, "b")).FullName);
        File.WriteAllText(Path.Combine(a, "one"), "1");
        File.Move(Path.Combine(a, "one"), Path.Combine(b, "one"));
        _ = Link(Path.Combine(b, "one"), Path.Combine(a, "two")) == 0 ? 0 : throw new IOException("no link");
        Directory.Move(b, Path.Combine(a, "b"));
        var temporary = Directory.CreateDirectory(Path.Combine(context.TemporaryFolder, "c")).FullName;
        File.WriteAllText(Path.Combine(temporary, "three"), "3");
        Directory.Move(temporary, Path.Combine(folder, "c"));
        File.Replace(Path.Combine(folder, "c", "three"), Path.Combine(a, "two"), null);
    });

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string another);
}
