namespace ModelBuild.EndToEnd.Tests;

/// <summary>Gives a test its projects and clears them away, but for the logs of a test that failed.</summary>
public abstract class EndToEndTest(PackedPackage package) : IDisposable
{
    readonly List<UserProject> projects = [];

    protected PackedPackage Package { get; } = package;

    /// <summary>The breast cancer sample, trained, with its cache.</summary>
    internal UserProject Trained() => CopyOf("BreastCancer");

    /// <summary>The breast cancer sample as it is in a fresh checkout, restored; its cache is empty.</summary>
    internal UserProject Fresh()
    {
        var project = Trained();
        Folders.Delete(project.Cache);
        Folders.Delete(project.In("bin"));
        Folders.Delete(project.In("obj", "Debug"));
        return project;
    }

    /// <summary>A project with a pipeline in C# (<see cref="WordsProject"/>), trained, with its cache.</summary>
    internal UserProject TrainedWords() => CopyOf("Words");

    /// <summary>A project that some fixture prepared.</summary>
    internal UserProject CopyOf(string template)
    {
        var project = Package.Copy(template, NewHome());
        projects.Add(project);
        return project;
    }

    /// <summary>An empty folder for a project that a test makes itself.</summary>
    internal UserProject Empty(string name)
    {
        var project = new UserProject(Package, NewHome(), name);
        Directory.CreateDirectory(project.Folder);
        projects.Add(project);
        return project;
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        var failed = TestContext.Current.TestState?.Result == TestResult.Failed;
        foreach (var project in projects)
        {
            Processes.EndAll(project.Home);
            if (!failed)
            {
                Folders.Delete(project.Home);
                continue;
            }
            TestContext.Current.TestOutputHelper?.WriteLine($"Binary logs and transcripts are kept in {project.Logs}");
            foreach (var folder in Directory.GetDirectories(project.Home).Where(folder => folder != project.Logs))
                Folders.Delete(folder);
        }
    }

    string NewHome() => Path.Combine(Package.Projects, $"{GetType().Name} {Guid.NewGuid():N}");
}
