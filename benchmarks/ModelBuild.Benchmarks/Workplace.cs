using System.Diagnostics;
using System.IO.Compression;

namespace ModelBuild.Benchmarks;

/// <summary>
/// A temporary folder outside the repository with what is measured: the sample as its user has it, on the package as it is
/// packed, a hello-world, and the stages' methods as a program. Deleted when disposed.
/// </summary>
sealed class Workplace : IDisposable
{
    readonly string root = Directory.CreateTempSubdirectory("modelbuild-benchmarks-").FullName;
    readonly Dictionary<string, string> environment;
    int forgotten;

    Workplace() => environment = new()
    {
        ["NUGET_PACKAGES"] = In("packages"),
        ["MODELBUILD_CACHE"] = In("cache"),
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_NOLOGO"] = "1",
    };

    string BreastCancer => In("BreastCancer");

    public static Workplace Create()
    {
        var place = new Workplace();
        try
        {
            place.Fill();
            return place;
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    public MeasuredProcess Hello() => Dotnet(root, "exec", Built("Hello"));

    /// <summary><c>dotnet build --no-restore</c> of a project that was built and trained.</summary>
    public MeasuredProcess Build(params string[] arguments) => Dotnet(BreastCancer, ["build", "--no-restore", "-nodeReuse:false", .. arguments]);

    /// <summary>A project of these files, restored.</summary>
    public MadeProject Project(string name, IReadOnlyDictionary<string, string> files)
    {
        Directory.CreateDirectory(In(name));
        foreach (var (file, text) in files)
            File.WriteAllText(In($"{name}/{file}"), text);
        Dotnet(In(name), "restore");
        return new(In(name), (arguments) => Dotnet(In(name), ["build", "--no-restore", "-nodeReuse:false", "-tl:off", .. arguments]));
    }

    /// <summary>The sample in a repository of its own, on a branch, with a gate against its champion; it is trained and judged.</summary>
    public MadeProject Branch()
    {
        const string Name = "Branch";
        var files = Directory.EnumerateFiles(BreastCancer).ToDictionary(file => Path.GetFileName(file), File.ReadAllText);
        files["breast-cancer.model.yaml"] += "  - { metric: auc, against: champion, maxRegression: 0.01 }\nchampion: { lock: main }\n";
        files[".gitignore"] = "bin/\nobj/\n.modelbuild/\n";
        var project = Project(Name, files);
        Copy(Path.Combine(BreastCancer, "data"), In($"{Name}/data"));
        // The lock file of the sample is about it without the gate, and the model is the same.
        Git(project.Folder, "init", "--quiet");
        Git(project.Folder, "add", "--all");
        Git(project.Folder, "commit", "--quiet", "--message", "accepted");
        Git(project.Folder, "branch", "--force", "main");
        Git(project.Folder, "checkout", "--quiet", "-b", "work");
        project.Build("-t:TrainModel");
        project.Build("-t:TrainModel");
        return project;
    }

    /// <summary>Commits a line of documentation.</summary>
    public static void Document(MadeProject project, int line)
    {
        File.AppendAllText(Path.Combine(project.Folder, "README.md"), $"Line {line}.\n");
        Git(project.Folder, "add", "README.md");
        Git(project.Folder, "commit", "--quiet", "--message", $"line {line}");
    }

    /// <summary><c>modelbuild status</c> of the sample.</summary>
    public MeasuredProcess Status() => Dotnet(BreastCancer, "exec", In("tool/tools/net10.0/any/dotnet-modelbuild.dll"), "status");

    public MeasuredProcess Train() => Build("-t:TrainModel");

    /// <summary>The time inside the methods of all stages, in milliseconds. They follow one another, so it is their critical path.</summary>
    public double StageWork() =>
        Dotnet(root, "exec", Built("StageWork"), Path.Combine(BreastCancer, "data", "breast-cancer.csv")).Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Sum(line => double.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Leaves the project as it is before its first training: compiled, and nothing else.</summary>
    /// <remarks>Moves what is there away, since a file system may be slow for a while after many files were deleted (ext4 passes over their inodes).</remarks>
    public void Forget()
    {
        var past = Directory.CreateDirectory(In($"past/{forgotten++}")).FullName;
        foreach (var folder in new[] { In("cache"), Path.Combine(BreastCancer, "obj/Debug/net10.0/modelbuild"), Path.Combine(BreastCancer, "bin/Debug/net10.0/models") })
            if (Directory.Exists(folder))
                Directory.Move(folder, Path.Combine(past, Path.GetFileName(folder)));
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    void Fill()
    {
        var repository = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(repository, "ModelBuild.sln")))
            repository = Path.GetDirectoryName(repository) ?? throw new InvalidOperationException("The benchmarks run from a clone of the repository.");

        Console.WriteLine($"packing and building in {root}\n");
        foreach (var package in new[] { "src/ModelBuild.Package", "src/dotnet-modelbuild" })
            MeasuredProcess.Run(repository, new Dictionary<string, string>(), "pack", package, "-c", "Release", "-nodeReuse:false", $"-p:PackageOutputPath={In("feed")}/");
        ZipFile.ExtractToDirectory(Directory.GetFiles(In("feed"), "dotnet-modelbuild.*.nupkg").Single(), In("tool"));
        File.WriteAllText(In("nuget.config"), """
            <configuration>
              <packageSources><clear /><add key="feed" value="feed" /></packageSources>
            </configuration>
            """);
        Copy(Path.Combine(repository, "samples/BreastCancer"), BreastCancer);
        Copy(Path.Combine(repository, "benchmarks/projects"), root);
        foreach (var project in new[] { BreastCancer, In("Hello"), In("StageWork") })
            Dotnet(project, "build", "-c", project == BreastCancer ? "Debug" : "Release", "-nodeReuse:false", "-p:UseSharedCompilation=false");
    }

    MeasuredProcess Dotnet(string folder, params string[] arguments) => MeasuredProcess.Run(folder, environment, arguments);

    static void Git(string folder, params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-c", "user.name=benchmarks", "-c", "user.email=benchmarks@example.org", "-c", "commit.gpgSign=false", .. arguments]) { WorkingDirectory = folder })!;
        git.WaitForExit();
        if (git.ExitCode != 0)
            throw new InvalidOperationException($"git {string.Join(' ', arguments)} failed in {folder}.");
    }

    string Built(string program) => In($"{program}/bin/Release/net10.0/{program}.dll");

    string In(string path) => Path.Combine(root, path);

    static void Copy(string source, string destination)
    {
        Directory.CreateDirectory(destination);
        foreach (var file in Directory.EnumerateFiles(source))
            File.Copy(file, Path.Combine(destination, Path.GetFileName(file)));
        foreach (var folder in Directory.EnumerateDirectories(source))
            if (Path.GetFileName(folder) is not ("bin" or "obj" or ".modelbuild") and var name)
                Copy(folder, Path.Combine(destination, name));
    }
}

/// <summary>A project that a benchmark made.</summary>
/// <param name="Build"><c>dotnet build --no-restore</c> with further arguments.</param>
sealed record MadeProject(string Folder, MadeProject.Building Build)
{
    public delegate MeasuredProcess Building(params string[] arguments);

    public string PathOf(string file) => Path.Combine(Folder, file);
}
