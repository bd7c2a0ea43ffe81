using System.CommandLine;

namespace ModelBuild.Tool;

/// <summary><c>modelbuild doctor</c>: checks the machine, the cache and a project with its indexes and remote cache; mends nothing.</summary>
static class DoctorCommand
{
    public static Command Create(Option<string> cache)
    {
        var project = new Argument<string>("PROJECT|FOLDER") { Description = "The project file, or the folder of one. In a folder without one, only the machine and the cache are checked.", DefaultValueFactory = _ => "." };
        var command = new Command("doctor", "Check the machine, every object of the cache, and the project's indexes, lock files and remote cache. It changes nothing but tries out writing. Exit code 1: it found a problem.") { project, cache };
        command.SetAction((result, stop) => Task.Run(() => Run(Path.GetFullPath(result.GetRequiredValue(project)), CacheFolder.Of(result.GetValue(cache)), stop), stop));
        return command;
    }

    static int Run(string project, string cache, CancellationToken stop)
    {
        if (!File.Exists(project) && !Directory.Exists(project))
        {
            Console.Error.WriteLine($"modelbuild doctor: there is no project or folder '{project}'.");
            return ExitCode.Failed;
        }
        var problems = 0;
        Show("machine", MachineExamination.Of);
        Show("cache", () => CacheExamination.Of(cache, stop));
        if (ExaminedProject.Find(project) is { } found)
        {
            Show("project", () => found.Examine(stop));
            Show("remote", () => RemoteExamination.Of(found.ProjectFile, stop));
        }
        Console.WriteLine(problems switch
        {
            0 => "no problem found",
            1 => "1 problem found",
            _ => $"{problems} problems found",
        });
        return problems == 0 ? 0 : ExitCode.Failed;

        // The name first: what follows can take a while.
        void Show(string name, Func<Examination> examine)
        {
            Console.Write($"{name,-9}");
            var (summary, found) = examine();
            Console.WriteLine(summary);
            foreach (var problem in found)
                Console.WriteLine($"  problem: {problem}");
            problems += found.Count;
        }
    }
}

/// <summary>What was looked at, in one line, and what is wrong with it.</summary>
sealed record Examination(string Summary, IReadOnlyList<string> Problems);
